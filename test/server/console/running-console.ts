/** A real console on a free port with a data folder of its own, beside a relay that does as it is told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Console } from '../../../server/console/console.js';
import { controlSocket, readEnvironment, type Environment } from '../../../server/environment.js';
import { silentLog } from '../../../server/log.js';
import type { ErrorCode, Issue } from '../../../shared/api/errors.js';
import type { Finding } from '../../../shared/engine/findings.js';
import { FakeRelay } from './fake-relay.js';

export const PASSWORD = 'correct horse battery';

export interface RunningOptions {
  readonly data?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Without: there is nobody yet, and set-up is open. */
  readonly password?: string | null;
  readonly relay?: 'takes' | 'refuses' | 'stopped';
  readonly now?: () => Date;
}

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly issues?: readonly Issue[];
    readonly findings?: readonly Finding[];
  };
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Call {
  readonly method?: string;
  /** Sent as JSON, unless it is a string already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class RunningConsole {
  readonly data: string;
  readonly environment: Environment;
  readonly relay: FakeRelay;
  url = '';
  setupUrl: string | null = null;
  #console: Console;
  #cookie = '';

  private constructor(data: string, options: RunningOptions) {
    const { password = PASSWORD, variables, relay = 'takes', now } = options;
    this.data = data;
    this.environment = readEnvironment({
      GATEPOST_DATA: data,
      GATEPOST_CONSOLE: '127.0.0.1:0',
      GATEPOST_HOSTNAME: 'mail.example.com',
      ...(password === null ? {} : { GATEPOST_ADMIN_PASSWORD: password }),
      ...variables,
    });
    this.relay = new FakeRelay(controlSocket(this.environment), relay);
    this.#console = new Console({
      environment: this.environment,
      log: silentLog(),
      enforceMs: 300,
      ...(now ? { now } : {}),
    });
  }

  static async start(options: RunningOptions = {}): Promise<RunningConsole> {
    const data = options.data ?? (await newFolder());
    const running = new RunningConsole(data, options);
    const { url, setupUrl } = await running.#console.start();
    running.url = url;
    running.setupUrl = setupUrl;
    await running.relay.start();
    return running;
  }

  /** A console that is logged on. */
  static async loggedOn(options: RunningOptions = {}): Promise<RunningConsole> {
    const running = await RunningConsole.start(options);
    await running.logOn();
    return running;
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.data, { recursive: true, force: true });
  }

  /** Stops and leaves the data. */
  async halt(): Promise<void> {
    await this.relay.stop();
    await this.#console.stop();
  }

  /** As the browser that is logged on: with its cookie, and an Origin on what changes something. */
  async call<T>(path: string, call: Call = {}): Promise<Answer<T>> {
    return this.bare(path, {
      ...call,
      headers: {
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        origin: this.url,
        ...call.headers,
      },
    });
  }

  /** Without cookie and Origin. */
  async bare<T>(path: string, { method = 'GET', body, headers }: Call = {}): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as T,
    };
  }

  async logOn(): Promise<void> {
    const answer = await this.bare('/api/session', {
      method: 'POST',
      body: { username: 'admin', password: PASSWORD },
    });
    this.keepCookie(answer);
  }

  keepCookie({ headers }: Answer<unknown>): void {
    this.#cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  get cookie(): string {
    return this.#cookie;
  }
}

/** `[status, code]`: what most tests of a refusal look at. */
export function refusal({ status, body }: Answer<unknown>): [number, ErrorCode] {
  return [status, (body as ErrorBody).error.code];
}

export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'gatepost-'));
}
