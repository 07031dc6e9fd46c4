/** A bare SMTP client: writes lines, reads replies, says nothing by itself. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface ClientOptions {
  readonly port: number;
  readonly host?: string;
  /** The address to connect from. */
  readonly localAddress?: string;
  /** Sent before anything else, as a proxy does. */
  readonly header?: string | Buffer;
  /** Of the header, in a segment of its own. */
  readonly more?: Buffer;
  /** TLS from the beginning. */
  readonly tls?: boolean;
}

export class SmtpClient {
  #socket: Socket;
  #buffer = '';
  #replies: string[] = [];
  #waiting: ((reply: string) => void)[] = [];
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  /** Connects and reads the greeting; throws when there is none. */
  static async open({
    port,
    host = '127.0.0.1',
    localAddress,
    header,
    more,
    tls = false,
  }: ClientOptions): Promise<SmtpClient> {
    const bare = connect({ port, host, ...(localAddress ? { localAddress } : {}) });
    bare.setNoDelay(true);
    if (header !== undefined) bare.write(header, () => more && bare.write(more));
    const socket = tls ? connectTls({ socket: bare, rejectUnauthorized: false }) : bare;
    if (tls) bare.on('error', () => undefined);
    const client = new SmtpClient(socket);
    const greeting = await client.reply();
    if (!greeting.startsWith('220')) throw new Error(`not greeted: ${greeting || 'closed'}`);
    return client;
  }

  /** Writes a line (or raw octets) and reads one reply; lines of one reply are joined with \n. */
  async say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  send(octets: string | Buffer): void {
    this.#socket.write(octets);
  }

  /** Writes, and waits until it has gone out. */
  stream(octets: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(octets, () => resolve()));
  }

  /** The next reply; '' when the server has closed. */
  reply(): Promise<string> {
    const ready = this.#replies.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#ended) return Promise.resolve('');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** EHLO, MAIL, RCPT for each, DATA and the message; all replies. */
  async message(
    from: string,
    to: readonly string[],
    text = 'Subject: test\r\n\r\nHello\r\n',
  ): Promise<string[]> {
    const replies = [await this.say('EHLO peer.test'), await this.say(`MAIL FROM:<${from}>`)];
    for (const recipient of to) replies.push(await this.say(`RCPT TO:<${recipient}>`));
    const ready = await this.say('DATA');
    replies.push(ready);
    if (ready.startsWith('354')) replies.push(await this.say(`${text}.`));
    return replies;
  }

  async startTls(): Promise<string> {
    const reply = await this.say('STARTTLS');
    if (!reply.startsWith('220')) return reply;
    this.#socket.removeAllListeners('data');
    const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await new Promise((resolve, reject) =>
      secure.once('secureConnect', resolve as () => void).once('error', reject),
    );
    this.#socket = secure;
    this.#buffer = '';
    this.#listen(secure);
    return reply;
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.#take(data.toString('utf8')));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
  }

  #take(text: string): void {
    this.#buffer += text;
    for (;;) {
      const match = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(this.#buffer);
      if (!match) return;
      this.#buffer = this.#buffer.slice(match[0].length);
      const reply = match[0].trimEnd().replaceAll('\r\n', '\n');
      const waiting = this.#waiting.shift();
      if (waiting) waiting(reply);
      else this.#replies.push(reply);
    }
  }

  #end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting.splice(0)) waiting('');
  }
}
