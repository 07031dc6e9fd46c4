/** One SMTP session of the load: a command at a time, waiting for each reply, as most peers do. */
import { connect, type Socket } from 'node:net';

export class SourceSession {
  readonly socket: Socket;
  #reply = '';
  #heard: ((reply: string) => void) | null = null;
  #ended = '';

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => this.#take(text));
    this.socket.on('error', ({ message }) => (this.#ended = message));
    this.socket.on('close', () => {
      this.#ended ||= 'closed by the server';
      this.#hear(this.#ended);
    });
  }

  /** Waits for the greeting and says EHLO. Answers '' or what went wrong, as all here do. */
  async hello(): Promise<string> {
    const greeting = await this.#next();
    if (!greeting.startsWith('220')) return greeting;
    return this.#say('EHLO load.test\r\n', '250');
  }

  async message(number: number, header: string, body: Buffer): Promise<string> {
    return (
      (await this.#say('MAIL FROM:<from@test.invalid>\r\n', '250')) ||
      (await this.#say(`RCPT TO:<to.${number}@test.invalid>\r\n`, '250')) ||
      (await this.#say('DATA\r\n', '354')) ||
      (await this.#data(header, body))
    );
  }

  async quit(): Promise<void> {
    await this.#say('QUIT\r\n', '221');
  }

  async #data(header: string, body: Buffer): Promise<string> {
    this.socket.cork();
    this.socket.write(header, 'latin1');
    this.socket.write(body);
    this.socket.uncork();
    const reply = await this.#next();
    return reply.startsWith('250') ? '' : reply;
  }

  async #say(line: string, expected: string): Promise<string> {
    this.socket.write(line, 'latin1');
    const reply = await this.#next();
    return reply.startsWith(expected) ? '' : reply;
  }

  #next(): Promise<string> {
    if (this.#ended !== '') return Promise.resolve(this.#ended);
    return new Promise((resolve) => {
      this.#heard = resolve;
      this.#take('');
    });
  }

  /** Nothing is pipelined, so whatever ends in a last line is one whole reply. */
  #take(text: string): void {
    this.#reply += text;
    if (!this.#reply.endsWith('\n')) return;
    const last = this.#reply.lastIndexOf('\n', this.#reply.length - 2) + 1;
    if (this.#reply[last + 3] === '-') return;
    this.#hear(this.#reply);
  }

  #hear(reply: string): void {
    const heard = this.#heard;
    if (!heard) return;
    this.#heard = null;
    this.#reply = '';
    heard(reply.trimEnd());
  }
}
