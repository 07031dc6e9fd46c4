/**
 * The API as the gatepost command asks for it: HTTP on a Unix socket that only the service's own user can open.
 *
 * Promise: an answer that says that something is wrong becomes a `CommandFault`; where nobody listens it says so
 * at once, and no question waits for ever.
 */
import { request, type IncomingMessage } from 'node:http';
import { CommandFault, NobodyAnswers, type CommandError } from './fault.js';

export type Query = Readonly<Record<string, string | number | undefined>>;
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Sent {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was answered: `etag` of a document, else an empty text. */
export interface Answered<T> {
  readonly body: T;
  readonly etag: string;
  /** 202: stored, and not in force yet. */
  readonly status: number;
}

/** Apply and previews take some seconds; nothing takes minutes without telling how far it is. */
const WITHIN_MS = 120_000;

export class Api {
  readonly #socketPath: string;
  readonly #what: string;

  /** `what` listens there: console or relay. */
  constructor(socketPath: string, what = 'console') {
    this.#socketPath = socketPath;
    this.#what = what;
  }

  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await this.send<T>('GET', path, { query })).body;
  }

  async send<T>(method: Method, path: string, sent: Sent = {}): Promise<Answered<T>> {
    const answer = await this.open(method, path, sent);
    const text = await textOf(answer);
    return {
      body: (text === '' ? null : parsed(text)) as T,
      etag: answer.headers.etag ?? '',
      status: answer.statusCode ?? 0,
    };
  }

  /** The answer as it comes: of what streams, or is too large to hold. */
  async open(method: Method, path: string, sent: Sent = {}): Promise<IncomingMessage> {
    const answer = await this.#begin(method, path, sent);
    if ((answer.statusCode ?? 500) < 400) return answer;
    throw new CommandFault(errorIn(parsed(await textOf(answer))));
  }

  #begin(method: Method, path: string, { query = {}, body, headers }: Sent) {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) given.set(name, String(value));
    }
    const search = given.size > 0 ? `?${given}` : '';
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options = {
      socketPath: this.#socketPath,
      method,
      path: path + search,
      headers: {
        ...headers,
        ...(text !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        }),
      },
    };
    return new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(options, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      const late = setTimeout(() => {
        call.destroy(new Error(`has not answered within ${WITHIN_MS / 1000} s`));
      }, WITHIN_MS);
      call.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(late);
        reject(this.#fault(error));
      });
      call.end(text);
    });
  }

  #fault({ code, message }: NodeJS.ErrnoException): CommandFault {
    if (code === 'ENOENT' || code === 'ECONNREFUSED') {
      return new NobodyAnswers(this.#what, this.#socketPath);
    }
    const why =
      code === 'EACCES'
        ? `${this.#socketPath} may not be opened by this user: be root or the service's own.`
        : `The ${this.#what} at ${this.#socketPath}: ${message}.`;
    return new CommandFault({ code: 'unavailable', message: why });
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part as string;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The API's error, the control socket's, or none that is known. */
function errorIn(answer: unknown): CommandError {
  const { error, problem } = (answer ?? {}) as { error?: CommandError; problem?: string };
  if (error) return error;
  return { code: 'unavailable', message: problem ?? 'It was refused without saying why.' };
}
