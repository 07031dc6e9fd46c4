/** A store of accounts that says what a test wants, and can go wrong at any of its answers. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export type Fault =
  'hangs up' | 'is silent' | 'says garbage' | 'floods' | 'floods lines' | 'splits';

export interface ScriptedStoreOptions {
  /** With TLS from the beginning. */
  readonly implicitTls?: boolean;
  readonly pair?: { readonly key: string; readonly cert: string };
  /** `at`: which of its answers, from 1. */
  readonly fault?: { readonly at: number; readonly how: Fault };
}

export class StoreSession {
  /** In latin1. */
  heard = '';
  isSecure = false;
  socket: Socket;
  readonly closed: Promise<void>;
  readonly #options: ScriptedStoreOptions;
  #said = 0;
  #unread = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  constructor(socket: Socket, options: ScriptedStoreOptions) {
    this.socket = socket;
    this.#options = options;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => this.#wake());
    socket.on('error', () => undefined);
    if (options.implicitTls) this.startTls();
    else this.#listen();
  }

  startTls(): void {
    this.socket.removeAllListeners('data');
    this.socket = new TLSSocket(this.socket, { isServer: true, ...this.#options.pair });
    this.socket.on('error', () => undefined);
    this.socket.once('secure', () => (this.isSecure = true));
    this.#listen();
  }

  /** The next line without its end; throws at the end of the connection. */
  async line(): Promise<string> {
    await this.#until(() => this.#unread.includes(0x0a));
    const end = this.#unread.indexOf(0x0a);
    return this.#taken(end + 1)
      .toString('utf8')
      .replace(/\r?\n$/, '');
  }

  /** The next LDAP message. */
  async message(): Promise<Buffer> {
    await this.#until(
      () => this.#unread.length >= 2 && this.#unread.length >= berLength(this.#unread),
    );
    return this.#taken(berLength(this.#unread));
  }

  /** Resolves when it may go on. */
  async say(text: string | Buffer): Promise<void> {
    const bytes = Buffer.from(text as string);
    this.#said += 1;
    const fault = this.#options.fault;
    if (fault?.at !== this.#said) {
      this.socket.write(bytes);
      return;
    }
    if (fault.how === 'hangs up') this.socket.destroy();
    if (fault.how === 'says garbage')
      this.socket.write(Buffer.from('\xff\0}{ what\r\n\r\n', 'latin1'));
    if (fault.how === 'splits') {
      for (const byte of bytes) {
        this.socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return;
    }
    if (fault.how === 'floods') flood(this.socket, Buffer.alloc(65_536, 'x'));
    if (fault.how === 'floods lines') flood(this.socket, Buffer.from('* OK more\r\n'.repeat(6000)));
    await this.closed;
    throw new Error('over');
  }

  #listen(): void {
    this.socket.on('data', (chunk: Buffer) => {
      this.heard += chunk.toString('latin1');
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
  }

  #taken(length: number): Buffer {
    const taken = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return taken;
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.socket.destroyed) throw new Error('over');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export class ScriptedStore {
  readonly sessions: StoreSession[] = [];
  readonly #server: Server;

  private constructor(
    talk: (session: StoreSession) => Promise<void>,
    options: ScriptedStoreOptions,
  ) {
    this.#server = createServer((socket) => {
      const session = new StoreSession(socket, options);
      this.sessions.push(session);
      // The end of the connection ends the conversation, wherever it is.
      talk(session).catch(() => undefined);
    });
  }

  static async start(
    talk: (session: StoreSession) => Promise<void>,
    options: ScriptedStoreOptions = {},
  ): Promise<ScriptedStore> {
    const store = new ScriptedStore(talk, options);
    await new Promise<void>((resolve) => store.#server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** All that was heard, of all sessions. */
  get heard(): string {
    return this.sessions.map(({ heard }) => heard).join('');
  }

  async stop(): Promise<void> {
    for (const { socket } of this.sessions) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function flood(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

function berLength(bytes: Buffer): number {
  const first = bytes[1]!;
  if (first < 0x80) return first + 2;
  const octets = first - 0x80;
  return bytes.length < 2 + octets ? Infinity : 2 + octets + bytes.readUIntBE(2, octets);
}
