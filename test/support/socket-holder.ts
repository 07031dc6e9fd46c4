/** A relay that is handed its sockets as systemd hands them over, and restarted without closing them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './until.js';

const SCRIPT = [
  join(import.meta.dirname, 'socket-holder.py'),
  join(import.meta.dirname, '../../../test/support/socket-holder.py'),
].find(existsSync)!;
const MAIN = join(import.meta.dirname, '../../dist/server/command/main.js');

export interface HolderOptions {
  /** `smtp=127.0.0.1:0`, `smtp=10.0.0.1:25%eth1`. */
  readonly sockets: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: 'relay' | 'console' | 'start';
  /** Words before the program's own: `ip netns exec NAME`. */
  readonly within?: readonly string[];
}

export class SocketHolder {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  constructor({ sockets, environment, command = 'relay', within = [] }: HolderOptions) {
    const words = [...within, 'python3', SCRIPT, ...sockets, '--', process.execPath, MAIN, command];
    this.#child = spawn(words[0]!, words.slice(1), {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    // A holder that could not start is told of by its lines.
    this.#child.on('error', ({ message }) => this.lines.push(message));
    this.#child.stdin!.on('error', () => undefined);
  }

  /** The port of the socket of that name, once it is held. */
  async port(name: string): Promise<number> {
    const listens = new RegExp(`^listens ${name} (\\d+)$`);
    return until(() => {
      const found = this.lines.map((line) => listens.exec(line)).find(Boolean);
      if (this.#child.exitCode !== null) throw new Error(this.lines.join('\n'));
      return found ? Number(found[1]) : null;
    });
  }

  /** Starts the program; `whenUp` is awaited in its lines. */
  async start(whenUp: RegExp): Promise<void> {
    const from = this.lines.length;
    this.#child.stdin!.write('start\n');
    await this.#line(whenUp, from);
  }

  /** Ends the program, not the sockets; its exit code. */
  stop(): Promise<number> {
    return this.#ended('stop');
  }

  /** The exit code of a program that ends by itself. */
  ended(): Promise<number> {
    return this.#ended('wait');
  }

  /** Ends everything. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await ended;
  }

  async #ended(command: 'stop' | 'wait'): Promise<number> {
    const from = this.lines.length;
    this.#child.stdin!.write(`${command}\n`);
    const line = await this.#line(/^ended -?\d+$/, from);
    return Number(line.slice('ended '.length));
  }

  #line(wanted: RegExp, from: number): Promise<string> {
    return until(() => {
      const found = this.lines.slice(from).find((line) => wanted.test(line));
      if (!found && this.#child.exitCode !== null) throw new Error(this.lines.join('\n'));
      return found ?? null;
    });
  }
}
