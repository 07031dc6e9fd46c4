/**
 * A connection to a store that speaks in lines: text out, lines in, under TLS where it must be.
 *
 * Promise: a hostile store can make a wait fail, never make this grow: lines, and lines that nobody has
 * taken yet, are bounded. What was said before TLS is never taken for said under it (CVE-2011-0411).
 * Time is the caller's: `signal` ends it at any stage.
 */
import { lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { isOffLimits, offLimitsText } from '../../../shared/address/off-limits.js';
import { StoreFault } from './store-fault.js';

export type StorePlace =
  { readonly host: string; readonly port: number } | { readonly path: string };

const MOST_LINE = 8192;
const MOST_UNREAD = 256 * 1024;
const LF = 0x0a;

/** For a store's certificate: verified whatever the environment of the process says. */
export function verifiedTls(store: { host: string; ca?: string | undefined }): ConnectionOptions {
  const host = withoutBrackets(store.host);
  return {
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(store.ca !== undefined && { ca: store.ca }),
    rejectUnauthorized: true,
  };
}

export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** Throws for an address off limits; a name is found out by `guardedLookup`. */
export function requireWithinLimits(host: string): void {
  if (isOffLimits(host)) throw new StoreFault(offLimitsText(host));
}

/** Looks a name up as Node would; one that leads to an address off limits is a fault, whatever else it leads to. */
export const guardedLookup: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, found) => {
    const bad = found?.find(({ address }) => isOffLimits(address));
    const [first] = found ?? [];
    if (error) done(error, '');
    else if (bad) done(new StoreFault(offLimitsText(bad.address)), '');
    else if (options.all) done(null, found);
    else done(null, first!.address, first!.family);
  });
};

/** Connects, and never to an address that is off limits; rejects when `signal` aborts. */
export async function openSocket(place: StorePlace, signal: AbortSignal): Promise<Socket> {
  if ('host' in place) requireWithinLimits(place.host);
  return new Promise((resolve, reject) => {
    const socket = connect('host' in place ? { ...place, lookup: guardedLookup } : place);
    const onAbort = () => socket.destroy(new StoreFault('It was not asked to the end.'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', onAbort));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    if (signal.aborted) onAbort();
  });
}

export class LineConnection {
  #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  #unread = 0;
  #fault: Error | null = null;
  #wake: (() => void) | null = null;
  readonly #listeners = {
    data: (chunk: Buffer) => this.#take(chunk),
    error: (error: Error) => this.#fail(error),
    end: () => this.#fail(new StoreFault('It closed the connection.')),
    close: () => this.#fail(new StoreFault('It closed the connection.')),
  };

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  static async open(place: StorePlace, signal: AbortSignal): Promise<LineConnection> {
    return new LineConnection(await openSocket(place, signal));
  }

  get isOpen(): boolean {
    return this.#fault === null;
  }

  get #saidMore(): boolean {
    return this.#lines.length > 0 || this.#rest.length > 0;
  }

  /** The next line without its end. One wait at a time. */
  async line(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) {
        this.#unread -= line.length;
        return line;
      }
      if (this.#fault) throw this.#fault;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** `text` with its line end. */
  write(text: string): void {
    if (this.#fault) throw this.#fault;
    this.#socket.write(text);
  }

  /** The same where each question waits for its answer: what was said before it is none. */
  ask(text: string): void {
    if (!this.#fault && this.#saidMore) {
      throw this.#fail(new StoreFault('It answered before it was asked.'));
    }
    this.write(text);
  }

  /** Goes on under TLS; rejects when the certificate does not fit. */
  async startTls(options: ConnectionOptions): Promise<void> {
    if (this.#fault) throw this.#fault;
    if (this.#saidMore) {
      throw this.#fail(new StoreFault('It said something in plain text before TLS began.'));
    }
    const plain = this.#socket;
    for (const [event, listener] of Object.entries(this.#listeners)) plain.off(event, listener);
    const secure = connectTls({ ...options, socket: plain });
    this.#socket = secure;
    this.#listen();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      secure.once('secureConnect', resolve);
    });
    const fault = this.#fault as Error | null;
    if (!fault) return;
    plain.destroy();
    throw fault;
  }

  /** Says farewell, and closes without waiting for the answer. */
  quit(farewell: string): void {
    if (this.#fault) return;
    this.#fault = new StoreFault('The connection was closed.');
    this.#socket.end(farewell);
    const timer = setTimeout(() => this.#socket.destroy(), 1000);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#fail(new StoreFault('The connection was closed.'));
  }

  #listen(): void {
    for (const [event, listener] of Object.entries(this.#listeners)) {
      this.#socket.on(event, listener);
    }
  }

  #take(chunk: Buffer): void {
    if (this.#fault) return;
    let rest = Buffer.concat([this.#rest, chunk]);
    for (let end = rest.indexOf(LF); end >= 0 && end <= MOST_LINE; end = rest.indexOf(LF)) {
      const line = rest.subarray(0, end).toString('utf8').replace(/\r$/, '');
      this.#lines.push(line);
      this.#unread += line.length;
      rest = rest.subarray(end + 1);
    }
    this.#rest = rest;
    if (rest.length > MOST_LINE || this.#unread > MOST_UNREAD || this.#lines.length > MOST_LINE) {
      this.#fail(new StoreFault('It says more than was asked for.'));
    }
    this.#wake?.();
  }

  #fail(fault: Error): Error {
    this.#fault ??= fault;
    this.#socket.destroy();
    this.#wake?.();
    return this.#fault;
  }
}
