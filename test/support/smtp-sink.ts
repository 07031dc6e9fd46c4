/**
 * A next hop for tests: speaks SMTP or LMTP on a raw socket, as scripted, and keeps every byte it is
 * told. It trusts nobody: only CRLF ends a line, only CRLF.CRLF ends a message.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/**
 * What is said: a text (CRLF is added to each line), or what is done instead. HANG neither speaks nor
 * reads; FLOOD says lines of a reply that never ends; TRICKLE says one without end, octet by octet.
 */
export type Said = string | { readonly raw: string | Buffer } | Deed;
type Deed = 'DROP' | 'HANG' | 'FLOOD' | 'TRICKLE';

export interface SinkScript {
  readonly lmtp?: boolean;
  readonly greeting?: Said;
  /** Keywords after EHLO or LHLO. */
  readonly extensions?: readonly string[];
  /** Says something else than usual; undefined says the usual. `line` is latin1, without CRLF. */
  readonly answer?: (line: string, session: SinkSession) => Said | undefined;
  /** After the message: one reply, or in LMTP one for each accepted recipient. */
  readonly afterData?: (session: SinkSession) => Said | readonly Said[] | undefined;
  /** Writes replies; default in one piece. */
  readonly write?: (socket: Socket, bytes: Buffer) => Promise<void> | void;
  /** Said in plain text in place of the TLS handshake. */
  readonly handshake?: Said;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** A Unix socket in place of a port. */
  readonly path?: string;
  /** Called with each piece of a message as it comes. */
  readonly onDataPiece?: (session: SinkSession) => Said | undefined;
}

export interface SinkMessage {
  readonly sender: string;
  readonly recipients: readonly string[];
  /** As it came, dots still doubled, without the end of data. */
  readonly raw: Buffer;
  /** Dots undone. */
  readonly content: Buffer;
}

export interface SinkSession {
  readonly number: number;
  /** Each line that was said, latin1, without CRLF. */
  readonly commands: string[];
  isSecure: boolean;
  /** Octets of a flood that were taken from us. */
  flooded: number;
  sender: string;
  recipients: string[];
}

export class SmtpSink {
  readonly sessions: SinkSession[] = [];
  readonly messages: SinkMessage[] = [];
  script: SinkScript;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(script: SinkScript = {}) {
    this.script = script;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
      const session = { number: this.sessions.length, commands: [], isSecure: false, flooded: 0 };
      this.sessions.push({ ...session, sender: '', recipients: [] });
      void converse(this, this.sessions.at(-1)!, socket);
    });
  }

  async start(host = '127.0.0.1', port = 0): Promise<this> {
    const { path } = this.script;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      if (path) this.#server.listen(path, resolve);
      else this.#server.listen(port, host, resolve);
    });
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

const nothing = (): void => undefined;
const NOTHING = Buffer.from(new ArrayBuffer(0));
const DEEDS: ReadonlySet<string> = new Set<Deed>(['DROP', 'HANG', 'FLOOD', 'TRICKLE']);

/** Both in one; `waiting` comes from here, and grows without being copied each time. */
function appended(waiting: Buffer, more: Buffer): Buffer {
  const length = waiting.length + more.length;
  const isRoom = waiting.byteOffset + length <= waiting.buffer.byteLength;
  const whole = isRoom
    ? Buffer.from(waiting.buffer, waiting.byteOffset, length)
    : Buffer.from(new ArrayBuffer(2 * length), 0, length);
  if (!isRoom) waiting.copy(whole);
  more.copy(whole, waiting.length);
  return whole;
}

function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** How many octets the other side took before it had enough. */
async function flood(socket: Socket): Promise<number> {
  const lines = Buffer.from('250-and so on\r\n'.repeat(1000));
  let taken = 0;
  while (!socket.destroyed) {
    taken += lines.length;
    if (!socket.write(lines)) {
      await Promise.race([once(socket, 'drain').catch(nothing), closing(socket)]);
    }
  }
  return taken;
}

async function trickle(socket: Socket): Promise<void> {
  socket.write('250-');
  const timer = setInterval(() => socket.write('x'), 20);
  await closing(socket);
  clearInterval(timer);
}

async function converse(sink: SmtpSink, session: SinkSession, plain: Socket): Promise<void> {
  let socket = plain;
  let waiting: Buffer = NOTHING;
  /** What has come since. */
  let incoming: Buffer[] = [];
  let inData = false;
  /** Up to here no end has been found: a large message is not searched anew with each piece. */
  let searched = 0;
  const state = { ended: false, wake: nothing };
  const listen = () => {
    socket.on('data', (chunk: Buffer) => {
      incoming.push(chunk);
      state.wake();
    });
    socket.on('close', () => {
      state.ended = true;
      state.wake();
    });
    socket.on('error', () => undefined);
  };
  const more = () =>
    new Promise<void>((resolve) => {
      state.wake = resolve;
      if (state.ended || incoming.length > 0) resolve();
    });
  const say = async (said: Said): Promise<boolean> => {
    if (said === 'HANG') socket.pause();
    if (said === 'FLOOD') session.flooded += await flood(socket);
    else if (said === 'TRICKLE') await trickle(socket);
    else if (said === 'HANG') await closing(socket);
    if (typeof said === 'string' && DEEDS.has(said)) {
      socket.destroy();
      return false;
    }
    const bytes = Buffer.from(typeof said === 'string' ? `${said}\r\n` : said.raw);
    await (sink.script.write ?? ((to, text) => void to.write(text)))(socket, bytes);
    return !socket.destroyed;
  };
  listen();
  if (!(await say(sink.script.greeting ?? '220 sink.test ESMTP'))) return;
  while (!state.ended) {
    if (incoming.length > 0) waiting = appended(waiting, Buffer.concat(incoming));
    incoming = [];
    const end: number = waiting.indexOf(inData ? '\r\n.\r\n' : '\r\n', searched);
    if (inData && waiting.length > 0 && sink.script.onDataPiece) {
      const said = sink.script.onDataPiece(session);
      if (said && !(await say(said))) return;
    }
    const isEmpty = inData && waiting.subarray(0, 3).toString() === '.\r\n';
    if (end < 0 && !isEmpty) {
      searched = Math.max(0, waiting.length - 4);
      await more();
      continue;
    }
    searched = 0;
    if (isEmpty) {
      keep(sink, session, Buffer.alloc(0));
      waiting = waiting.subarray(3);
    } else if (inData) {
      keep(sink, session, waiting.subarray(0, end + 2));
      waiting = waiting.subarray(end + 5);
    } else {
      const line: string = waiting.subarray(0, end).toString('latin1');
      waiting = waiting.subarray(end + 2);
      session.commands.push(line);
      const said = sink.script.answer?.(line, session) ?? usual(sink.script, session, line);
      if (!(await say(said))) return;
      if (/^QUIT/i.test(line)) return void socket.end();
      inData = /^DATA/i.test(line) && typeof said === 'string' && said.startsWith('354');
      if (/^STARTTLS/i.test(line) && typeof said === 'string' && said.startsWith('220')) {
        if (sink.script.handshake) {
          if (incoming.length === 0) await more();
          if (!(await say(sink.script.handshake))) return;
        }
        socket.removeAllListeners('data');
        const secureContext = createSecureContext(sink.script.tls!);
        socket = new TLSSocket(socket, { isServer: true, secureContext });
        session.isSecure = true;
        waiting = NOTHING;
        incoming = [];
        listen();
      }
      continue;
    }
    inData = false;
    const said = sink.script.afterData?.(session);
    const usualEnd = sink.script.lmtp
      ? session.recipients.map(() => '250 2.0.0 stored')
      : '250 2.0.0 stored';
    for (const one of [said ?? usualEnd].flat() as Said[]) if (!(await say(one))) return;
    session.recipients = [];
  }
}

function keep(sink: SmtpSink, session: SinkSession, raw: Buffer): void {
  const { sender, recipients } = session;
  const content = Buffer.from(raw.toString('latin1').replace(/(^|\r\n)\.\./g, '$1.'), 'latin1');
  sink.messages.push({ sender, recipients: [...recipients], raw: Buffer.from(raw), content });
}

/** What a plain server says; notes sender and recipients on the way. */
function usual(script: SinkScript, session: SinkSession, line: string): string {
  const path = Buffer.from(/<(.*)>/s.exec(line)?.[1] ?? '', 'latin1').toString('utf8');
  switch (/^\w+/.exec(line)?.[0].toUpperCase()) {
    case 'EHLO':
    case 'LHLO':
      return ['sink.test', ...(script.extensions ?? ['PIPELINING', '8BITMIME', 'SIZE 0'])]
        .map((text, index, all) => `250${index === all.length - 1 ? ' ' : '-'}${text}`)
        .join('\r\n');
    case 'MAIL':
      session.sender = path;
      session.recipients = [];
      return '250 2.1.0 ok';
    case 'RCPT':
      session.recipients.push(path);
      return '250 2.1.5 ok';
    case 'DATA':
      return '354 go on';
    case 'STARTTLS':
      return script.tls ? '220 2.0.0 go on' : '502 5.5.1 no';
    case 'QUIT':
      return '221 2.0.0 bye';
    default:
      return '250 2.0.0 ok';
  }
}
