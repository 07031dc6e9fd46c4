/**
 * A connection to a next hop: bytes out, replies in, a time limit on each wait. Faults are thrown as
 * `HopFault`; after one the connection is of no more use.
 */
import { connect, type Socket } from 'node:net';
import { isOffLimits, offLimitsText } from '../../../shared/address/off-limits.js';
import { connect as connectTls, TLSSocket, type ConnectionOptions } from 'node:tls';
import { ConnectFault, HopFault, TlsFault } from './hop-fault.js';
import { hopReplyLines, ReplyReader, type HopReply } from './reply-reader.js';

export type Place =
  /** `from`: an address of ours to connect from; the system's choice where none is given. */
  | { readonly ip: string; readonly port: number; readonly from?: string }
  | { readonly path: string };

/** Told of every command and every reply, as it is said. `stage` names what it belongs to. */
export type Overhear = (from: 'ours' | 'theirs', text: string, stage: string) => void;

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

export class Connection {
  #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #overhear: Overhear | undefined;
  readonly #reader = new ReplyReader();
  readonly #onAbort = () => this.#fail('4.3.2 the relay is stopping');
  readonly #listeners = {
    data: (chunk: Buffer) => this.#take(chunk),
    error: (error: Error) => this.#fail(`4.4.2 lost connection: ${error.message}`),
    end: () => this.#fail('4.4.2 lost connection'),
    close: () => this.#fail('4.4.2 lost connection'),
  };
  /** Milliseconds since 1970. */
  readonly openedAt = Date.now();
  #heard = 0;
  #waiting: Waiting | null = null;
  #fault: string | null = null;

  private constructor(socket: Socket, signal: AbortSignal, overhear: Overhear | undefined) {
    this.#socket = socket;
    this.#signal = signal;
    this.#overhear = overhear;
    signal.addEventListener('abort', this.#onAbort);
    this.#listen();
  }

  /** Connects within `limit` milliseconds, and never to an address that is off limits. */
  static open(
    place: Place,
    limit: number,
    signal: AbortSignal,
    overhear?: Overhear,
  ): Promise<Connection> {
    if ('ip' in place && isOffLimits(place.ip)) {
      return Promise.reject(new ConnectFault(`4.4.1 ${offLimitsText(place.ip)}`));
    }
    return new Promise((resolve, reject) => {
      const socket = connect(
        'path' in place
          ? place
          : {
              host: place.ip,
              port: place.port,
              ...(place.from !== undefined && { localAddress: place.from }),
            },
      );
      socket.setNoDelay(true);
      const refuse = (why: string) => {
        cleanUp();
        socket.on('error', () => undefined);
        socket.destroy();
        reject(new ConnectFault(`4.4.1 ${why}`));
      };
      const timer = setTimeout(() => refuse('connect timed out'), limit);
      const onAbort = () => refuse('connect: the relay is stopping');
      const onError = (error: Error) => refuse(error.message);
      const onConnect = () => {
        cleanUp();
        resolve(new Connection(socket, signal, overhear));
      };
      function cleanUp() {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        socket.off('error', onError).off('connect', onConnect);
      }
      signal.addEventListener('abort', onAbort);
      socket.on('error', onError).on('connect', onConnect);
      if (signal.aborted) onAbort();
    });
  }

  /** Nothing has come in that was not asked for, and nothing is wrong: another message may begin. */
  get isQuiet(): boolean {
    return this.#fault === null && this.#reader.isEmpty;
  }

  /** The TLS that it is under; null in the clear. */
  get secured(): TLSSocket | null {
    return this.#socket instanceof TLSSocket ? this.#socket : null;
  }

  /** How many replies have been taken. */
  get heard(): number {
    return this.#heard;
  }

  /** Whether a reply is there that has not been asked for. */
  get hasReply(): boolean {
    return this.#reader.hasReply;
  }

  /** The next reply. `stage` names what it answers; `limit` in milliseconds is for the whole of it. */
  async reply(stage: string, limit: number): Promise<HopReply> {
    while (!this.#reader.hasReply) {
      this.#throwIfFaulty(stage);
      await this.#wait(limit, stage, (waiting) => {
        this.#waiting = waiting;
      });
    }
    this.#heard += 1;
    const reply = this.#reader.take()!;
    this.#overhear?.('theirs', hopReplyLines(reply), stage);
    return reply;
  }

  /** Writes and waits until the next part may come, at most `limit` milliseconds. */
  async write(bytes: string | Buffer, stage: string, limit: number): Promise<void> {
    this.#throwIfFaulty(stage);
    if (typeof bytes === 'string') this.#overhear?.('ours', bytes, stage);
    if (this.#socket.write(bytes)) return;
    await this.#wait(limit, stage, (waiting) => {
      this.#waiting = waiting;
      this.#socket.once('drain', () => waiting.resolve());
    });
  }

  /**
   * Goes on under TLS. What the server said in plain text after its reply to STARTTLS would be taken
   * for said under TLS: it is refused (CVE-2011-0411 and its kin).
   */
  async startTls(options: ConnectionOptions, limit: number): Promise<void> {
    if (!this.#reader.isEmpty) {
      throw this.#end(new HopFault('4.7.0 plain text was injected after STARTTLS'));
    }
    this.#throwIfFaulty('TLS handshake');
    const plain = this.#socket;
    for (const [event, listener] of Object.entries(this.#listeners)) plain.off(event, listener);
    plain.on('error', () => undefined);
    const secure = connectTls({ ...options, socket: plain });
    this.#socket = secure;
    try {
      await this.#wait(limit, 'TLS handshake', (waiting) => {
        this.#waiting = waiting;
        secure.once('secureConnect', () => waiting.resolve());
        this.#listen();
      });
    } catch (error) {
      this.destroy();
      plain.destroy();
      throw new TlsFault(`4.7.5 TLS: ${(error as Error).message.replace(/^\S+ /, '')}`);
    }
  }

  /** Says farewell and closes, without waiting for the answer. */
  quit(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (this.#fault !== null) return;
    this.#fault = '4.4.2 closed';
    const socket = this.#socket;
    socket.end('QUIT\r\n');
    socket.setTimeout(2000, () => socket.destroy());
  }

  destroy(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#fault ??= '4.4.2 closed';
    this.#socket.destroy();
  }

  #listen(): void {
    for (const [event, listener] of Object.entries(this.#listeners)) {
      this.#socket.on(event, listener);
    }
  }

  #take(chunk: Buffer): void {
    if (this.#fault !== null) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(`4.5.0 ${(error as Error).message}`);
      return;
    }
    // Woken for writing too: an answer in the middle of the message ends it.
    if (this.#reader.hasReply) this.#waiting?.resolve();
  }

  #fail(fault: string): void {
    this.#fault ??= fault;
    this.#socket.destroy();
    this.#waiting?.reject(new HopFault(this.#fault));
  }

  #end(fault: HopFault): HopFault {
    this.#fail(fault.message);
    return fault;
  }

  #throwIfFaulty(stage: string): void {
    if (this.#fault !== null) throw new HopFault(`${this.#fault} (${stage})`);
  }

  /** One wait at a time: for a reply, for room to write, or for TLS. */
  async #wait(limit: number, stage: string, begin: (waiting: Waiting) => void): Promise<void> {
    let late: HopFault | null = null;
    const timer = setTimeout(() => {
      late = new HopFault(`4.4.2 timed out (${stage})`);
      this.#waiting?.reject(late);
      this.#fail(late.message);
    }, limit);
    try {
      await new Promise<void>((resolve, reject) => begin({ resolve, reject }));
    } catch (error) {
      throw error === late ? error : new HopFault(`${(error as Error).message} (${stage})`);
    } finally {
      clearTimeout(timer);
      this.#waiting = null;
    }
  }
}
