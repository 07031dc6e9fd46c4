/**
 * The real thing for tests: `gatepost start` on free ports with a data folder of its own, driven
 * over its API and over SMTP as an administrator and a peer would.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DecisionPage, DecisionRow } from '../../shared/api/decisions.js';
import type { DeliveryInput } from '../../shared/api/delivery.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import type { Status } from '../../shared/api/status.js';
import { FIRST_RULES, type RulesInput } from '../../shared/rules/schema.js';
import { until } from './until.js';

/** Seen from the sources and from the built tests alike. */
const MAIN = [
  join(import.meta.dirname, '../../dist/server/command/main.js'),
  join(import.meta.dirname, '../../server/command/main.js'),
].find(existsSync)!;
export const ADMIN = { username: 'admin', password: 'correct horse battery' };

/** A certificate takes half a second to make: data folders of tests begin with the first one that was made. */
const CERTIFICATE = join(tmpdir(), `gatepost-certificate-${process.getuid?.() ?? 0}`);

export interface GatepostOptions {
  /** Merged over free ports on 127.0.0.1 and the site domain example.com. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Keeps and uses this folder instead of a temporary one. */
  readonly data?: string;
  readonly command?: 'start' | 'relay' | 'console';
}

export interface Answer<T> {
  readonly status: number;
  readonly etag: string | null;
  readonly body: T;
}

export class Gatepost {
  readonly data: string;
  readonly #options: GatepostOptions;
  readonly lines: string[] = [];
  child: ChildProcess | null = null;
  consoleUrl = '';
  smtpPort = 0;
  #cookie = '';

  private constructor(data: string, options: GatepostOptions) {
    this.data = data;
    this.#options = options;
  }

  /** Starts it and waits until it says that it is up. */
  static async start(options: GatepostOptions = {}): Promise<Gatepost> {
    const gatepost = await Gatepost.prepare(options);
    await gatepost.start();
    return gatepost;
  }

  /** Makes the data folder, starts nothing. */
  static async prepare(options: GatepostOptions = {}): Promise<Gatepost> {
    const data = options.data ?? (await mkdtemp(join(tmpdir(), 'gatepost-')));
    if (options.data === undefined) await takeCertificate(data);
    return new Gatepost(data, options);
  }

  async start(): Promise<void> {
    const child = this.spawn();
    const up = /Gatepost \S+ is up\. Console: (\S+)\. Relay listens on smtp \S+:(\d+)/;
    const found = await new Promise<RegExpExecArray>((resolve, reject) => {
      this.#read(child, (line) => {
        const match = up.exec(line);
        if (match) resolve(match);
      });
      child.once('exit', (code) =>
        reject(new Error(`ended with ${code}: ${this.lines.join('\n')}`)),
      );
    });
    this.consoleUrl = found[1]!;
    this.smtpPort = Number(found[2]);
    await keepCertificate(this.data);
  }

  /** Starts the process without waiting for anything. */
  spawn(): ChildProcess {
    const { environment, command = 'start' } = this.#options;
    const env = {
      PATH: process.env['PATH'],
      GATEPOST_DATA: this.data,
      GATEPOST_SMTP: '127.0.0.1:0',
      GATEPOST_CONSOLE: '127.0.0.1:0',
      GATEPOST_HOSTNAME: 'mail.example.com',
      GATEPOST_ADMIN_PASSWORD: ADMIN.password,
      ...environment,
    };
    this.child = spawn(process.execPath, [MAIN, command], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return this.child;
  }

  /** Ends it as an administrator would. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    if (this.#options.data === undefined) await rm(this.data, { recursive: true, force: true });
  }

  /** Ends it without removing its data. */
  async halt(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** kill -9 of the supervisor; its children end because it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** The process ids of the children. */
  async children(): Promise<{ relay: number; console: number }> {
    const { stdout } = spawn('ps', ['-o', 'pid=,args=', '--ppid', String(this.child!.pid)]);
    let text = '';
    for await (const chunk of stdout) text += String(chunk);
    const pid = (name: string) => Number(new RegExp(`(\\d+) .*main\\.js ${name}`).exec(text)?.[1]);
    return { relay: pid('relay'), console: pid('console') };
  }

  async logOn(): Promise<void> {
    const response = await fetch(`${this.consoleUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    });
    if (!response.ok) throw new Error(`log on: ${response.status} ${await response.text()}`);
    this.#cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  }

  /** One call of the API as the logged-on administrator. */
  async api<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: object = {},
  ): Promise<Answer<T>> {
    if (this.#cookie === '') await this.logOn();
    const response = await fetch(this.consoleUrl + path, {
      method,
      headers: {
        cookie: this.#cookie,
        origin: new URL(this.consoleUrl).origin,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const value = (text === '' ? null : JSON.parse(text)) as T;
    return { status: response.status, etag: response.headers.get('etag'), body: value };
  }

  /** The cookie of the logged-on administrator, for what is not JSON. */
  async cookie(): Promise<string> {
    if (this.#cookie === '') await this.logOn();
    return this.#cookie;
  }

  /** A file of the API, as it is. */
  async download(path: string): Promise<string> {
    const headers = { cookie: await this.cookie() };
    const response = await fetch(this.consoleUrl + path, { headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.text();
  }

  /** Stores rules and waits until they are enforced; parts that are left out are as in revision 1. */
  async apply(
    rules: Partial<RulesInput>,
    confirm: readonly string[] = [],
  ): Promise<Answer<RoutingDocument>> {
    const { etag } = await this.api('GET', '/api/routing');
    const body = { rules: { ...FIRST_RULES, ...rules }, confirm };
    return this.api<RoutingDocument>('PUT', '/api/routing', body, { 'if-match': etag });
  }

  async deliver(settings: Partial<DeliveryInput>): Promise<Answer<unknown>> {
    const { etag, body } = await this.api<DeliveryInput & { enforced?: unknown }>(
      'GET',
      '/api/delivery',
    );
    const { enforced: _, ...current } = body;
    return this.api('PUT', '/api/delivery', { ...current, ...settings }, { 'if-match': etag });
  }

  /** The newest rows of the log, once there are at least that many. */
  async decisions(least = 0, query = ''): Promise<readonly DecisionRow[]> {
    return until(async () => {
      const { body } = await this.api<DecisionPage>('GET', `/api/decisions?${query}`);
      return body.items.length >= least ? body.items : null;
    });
  }

  async status(): Promise<Status> {
    return (await this.api<Status>('GET', '/api/status')).body;
  }

  /** Everything that was accepted has been delivered or bounced. */
  async queueEmpty(): Promise<void> {
    await until(async () => ((await this.status()).relay?.queued === 0 ? true : null));
  }

  #read(child: ChildProcess, onLine: (line: string) => void): void {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        onLine(line);
      });
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

async function takeCertificate(data: string): Promise<void> {
  if (existsSync(CERTIFICATE)) await cp(CERTIFICATE, join(data, 'tls'), { recursive: true });
}

async function keepCertificate(data: string): Promise<void> {
  if (existsSync(CERTIFICATE) || !existsSync(join(data, 'tls'))) return;
  const draft = `${CERTIFICATE}-${process.pid}`;
  await cp(join(data, 'tls'), draft, { recursive: true });
  // Another test may have been first.
  await rename(draft, CERTIFICATE).catch(() => rm(draft, { recursive: true, force: true }));
}
