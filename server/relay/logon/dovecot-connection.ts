/**
 * One connection to Dovecot's auth-client service, with any number of requests under way on it.
 *
 * Promise: whatever is not an answer to a request that was made ends the connection, and with it every
 * request, as a fault: no answer is ever taken for that of another.
 */
import { randomInt } from 'node:crypto';
import { LineConnection, type StorePlace } from './line-connection.js';
import { StoreFault } from './store-fault.js';

export interface DovecotReply {
  readonly kind: 'OK' | 'FAIL' | 'CONT';
  /** Unescaped; those without a value have an empty one. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Request {
  resolve(reply: DovecotReply): void;
  reject(error: Error): void;
}

const MOST_HANDSHAKE = 200;
const MOST_CANCELLED = 1000;
const NO_DOVECOT = 'What answers there is not the auth-client service of Dovecot.';

export class DovecotConnection {
  readonly #line: LineConnection;
  /** Null: cancelled, its answer may still come. */
  readonly #requests = new Map<number, Request | null>();
  #last = 0;
  #heard = 0;
  #cancelled = 0;

  private constructor(line: LineConnection) {
    this.#line = line;
    void this.#read();
  }

  /** Connects and shakes hands within `limit` milliseconds. */
  static async open(place: StorePlace, limit: number): Promise<DovecotConnection> {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), limit);
    let line;
    try {
      // Listens on after the handshake: the signal is no longer used then.
      line = await LineConnection.open(place, ending.signal);
      await shakeHands(line);
      return new DovecotConnection(line);
    } catch (error) {
      line?.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  authenticate(parameters: string, signal: AbortSignal): Promise<DovecotReply> {
    const id = (this.#last = (this.#last % 0x7fffffff) + 1);
    const heard = this.#heard;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        if (!this.#requests.get(id)) return;
        reject(new StoreFault('It was not asked to the end.'));
        this.#requests.set(id, null);
        this.#cancelled += 1;
        // Silence since: it may be gone without a word, and the next logon shall not find it so.
        // And Dovecot need not answer what was cancelled: those are not gathered without end.
        if (this.#heard === heard || this.#cancelled > MOST_CANCELLED) this.#line.destroy();
        else this.#cancel(id);
      };
      this.#requests.set(id, { resolve, reject });
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        this.#line.write(`AUTH\t${id}\t${parameters}\n`);
      } catch (error) {
        this.#requests.delete(id);
        reject(error as Error);
      }
    });
  }

  close(): void {
    this.#line.destroy();
  }

  #cancel(id: number): void {
    if (this.isOpen) this.#line.write(`CANCEL\t${id}\n`);
  }

  async #read(): Promise<void> {
    try {
      for (;;) this.#take(await this.#line.line());
    } catch (error) {
      this.#line.destroy();
      for (const request of this.#requests.values()) request?.reject(error as Error);
      this.#requests.clear();
    }
  }

  #take(line: string): void {
    const [kind, number, ...rest] = line.split('\t');
    const id = /^\d{1,10}$/.test(number ?? '') ? Number(number) : -1;
    const request = this.#requests.get(id);
    if (request === undefined || (kind !== 'OK' && kind !== 'FAIL' && kind !== 'CONT')) {
      throw new StoreFault('It answers what was not asked.');
    }
    this.#heard += 1;
    this.#requests.delete(id);
    if (kind === 'CONT') {
      // There is nothing more to be said to it.
      this.#requests.set(id, null);
      this.#cancel(id);
    }
    request?.resolve({ kind, parameters: parametersFrom(rest) });
  }
}

async function shakeHands(line: LineConnection): Promise<void> {
  // Any number that is new: Dovecot refuses a second connection of the same "process".
  line.write(`VERSION\t1\t1\nCPID\t${randomInt(1, 2 ** 31 - 1)}\n`);
  let isVersion1 = false;
  let hasPlain = false;
  for (let count = 0; count < MOST_HANDSHAKE; count += 1) {
    const [word, first] = (await line.line()).split('\t');
    if (count === 0 && word !== 'VERSION') throw new StoreFault(NO_DOVECOT);
    if (word === 'VERSION') isVersion1 = first === '1';
    if (word === 'MECH' && first?.toUpperCase() === 'PLAIN') hasPlain = true;
    if (word !== 'DONE') continue;
    if (!isVersion1) throw new StoreFault('It speaks another version of the protocol.');
    if (!hasPlain) throw new StoreFault('It does not offer the mechanism PLAIN.');
    return;
  }
  throw new StoreFault(NO_DOVECOT);
}

function parametersFrom(fields: readonly string[]): Map<string, string> {
  return new Map(
    fields.map((field) => {
      const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(field)!;
      return [key, unescaped(value)];
    }),
  );
}

const UNESCAPED: Readonly<Record<string, string>> = {
  '0': '\0',
  '1': '\x01',
  t: '\t',
  r: '\r',
  n: '\n',
};

function unescaped(value: string): string {
  return value.replace(/\x01(.)/gs, (_, character: string) => UNESCAPED[character] ?? character);
}
