/**
 * What the console asks of the relay, over the relay's control socket (HTTP on a Unix socket).
 *
 * Promise: answers at once when no relay listens there, and never waits longer than its bound.
 */
import { request, type IncomingMessage } from 'node:http';
import { AppError } from '../../shared/api/errors.js';
import type { RelayStatus } from '../../shared/api/status.js';
import type { ConfigNumbers } from '../store/config/relay-reader.js';

/** How long Apply waits for the relay (DESIGN section 6). */
export const ENFORCE_MS = 5000;
const STATUS_MS = 1000;
const QUEUE_MS = 10_000;
/** A stream of which nothing comes, or nothing is taken, for so long is cut. */
const IDLE_MS = 60_000;
const MOST_BYTES = 32 * 1024 * 1024;

/** The relay's answer, or why there is none, in one sentence. */
export type RelayAnswer =
  | { readonly ok: true; readonly status: RelayStatus }
  /** `late`: somebody listens there and does not answer. */
  | { readonly ok: false; readonly problem: string; readonly late?: boolean };

export interface RelayControl {
  status(): Promise<RelayAnswer>;
  /** Resolves once the relay uses both numbers, or says why it does not. */
  enforce(numbers: ConfigNumbers): Promise<RelayAnswer>;
  /** The JSON text of an answer. Throws `not-found` when the relay knows no such thing, else `unavailable`. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<string>;
  /** The same for what is too large to hold: the answer as it comes. */
  open(path: string): Promise<IncomingMessage>;
}

/** `path` of the socket; `enforceMs` is the bound of `enforce`. */
export function relayControl(path: string, enforceMs = ENFORCE_MS): RelayControl {
  const told = async (question: Question, milliseconds: number): Promise<RelayAnswer> => {
    try {
      const { code, text } = await read(path, question, milliseconds);
      const status = code === 200 ? parse<RelayStatus>(text) : null;
      return status ? { ok: true, status } : { ok: false, problem: problemOf(code, text) };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { ok: false, problem: error.message, late: error.late };
    }
  };
  return {
    status: () => told({ method: 'GET', path: '/status' }, STATUS_MS),
    enforce: (body) => told({ method: 'POST', path: '/enforce', body }, enforceMs),
    async ask(method, questionPath, body) {
      const question = { method, path: questionPath, body };
      const { code, text } = await orUnavailable(read(path, question, QUEUE_MS));
      if (code !== 200) throw refusal(code, text);
      return text;
    },
    async open(questionPath) {
      const question = { method: 'GET', path: questionPath };
      const answer = await orUnavailable(
        bounded(QUEUE_MS, (signal) => begin(path, question, signal)),
      );
      answer.socket.setTimeout(IDLE_MS, () => answer.destroy());
      const code = answer.statusCode ?? 0;
      if (code !== 200) throw refusal(code, await orUnavailable(textOf(answer)));
      return answer;
    },
  };
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Why there is no answer, in one sentence. */
class NoAnswer extends Error {
  readonly late: boolean;

  constructor(message: string, late: boolean) {
    super(message);
    this.late = late;
  }
}

function read(socketPath: string, question: Question, milliseconds: number) {
  return bounded(milliseconds, async (signal) => {
    const answer = await begin(socketPath, question, signal);
    return { code: answer.statusCode ?? 0, text: await textOf(answer) };
  });
}

/** Throws a NoAnswer when it fails or takes too long. */
async function bounded<T>(
  milliseconds: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), milliseconds);
  try {
    return await ask(late.signal);
  } catch (error) {
    if (!late.signal.aborted) throw noAnswer(error);
    throw new NoAnswer(`The relay has not answered within ${milliseconds / 1000} s.`, true);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the answer once its head has come. */
function begin(
  socketPath: string,
  { method, path, body }: Question,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method, path, headers, signal }, resolve);
    call.on('error', reject);
    call.end(text);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > MOST_BYTES) throw new NoAnswer('The relay answers too much.', false);
  }
  return text;
}

function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return new NoAnswer('The relay is not running.', false);
  }
  return new NoAnswer(`The relay does not answer: ${code ?? message}.`, false);
}

async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new AppError('unavailable', noAnswer(error).message);
  }
}

function refusal(code: number, text: string): AppError {
  return new AppError(code === 404 ? 'not-found' : 'unavailable', problemOf(code, text));
}

function problemOf(code: number, text: string): string {
  const problem = parse<{ problem?: unknown }>(text)?.problem;
  return typeof problem === 'string' ? problem : `The relay answered ${code}.`;
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
