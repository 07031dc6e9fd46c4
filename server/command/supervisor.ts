/**
 * Runs relay and console as two processes, so that a fault of one never stops the other.
 *
 * Promise: ends when told to, after both have ended; ends with one line when a setting keeps one of
 * them from starting at all. A console whose database cannot be opened is tried again and again: the
 * relay needs it for nothing.
 */
import type { Log } from '../log.js';
import { EX_CONFIG } from '../start-fault.js';
import { Supervised } from './supervised.js';

export const PROCESS_NAMES = ['relay', 'console'] as const;
export type ProcessName = (typeof PROCESS_NAMES)[number];

export interface SupervisorOptions {
  readonly names: readonly ProcessName[];
  readonly script: string;
  /** Flags that both are given. */
  readonly args: readonly string[];
  readonly log: Log;
  /** One of them has said that it is up. */
  readonly onReady: (name: ProcessName, text: string) => void;
  /** Shows the one line. */
  readonly onRefused: (fault: string) => void;
  /** Shows the one line of a console that is waited for. */
  readonly onConsoleDown: (fault: string) => void;
}

export class Supervisor {
  readonly #children: readonly Supervised[];
  readonly #ended: Promise<number>;
  #end: (code: number) => void = () => {};
  #stopping = false;

  constructor(options: SupervisorOptions) {
    const { names, script, args, log, onReady, onRefused, onConsoleDown } = options;
    this.#ended = new Promise((resolve) => (this.#end = resolve));
    this.#children = names.map(
      (name) =>
        new Supervised({
          name,
          script,
          args: [name, ...args],
          log,
          onReady: (text) => onReady(name, text),
          onRefused: (fault) => {
            if (this.#stopping) return;
            onRefused(fault);
            void this.stop('SIGTERM', EX_CONFIG);
          },
          ...(name === 'console' ? { onDatabaseFault: onConsoleDown } : {}),
        }),
    );
  }

  /** Resolves with the exit code once all have ended. */
  start(): Promise<number> {
    for (const child of this.#children) child.start();
    return this.#ended;
  }

  /** Passes a signal on that does not end them. */
  signal(signal: NodeJS.Signals): void {
    for (const child of this.#children) child.signal(signal);
  }

  /** Ends both; a second call changes nothing. */
  async stop(signal: NodeJS.Signals, code = 0): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    await Promise.all(this.#children.map((child) => child.stop(signal)));
    this.#end(code);
  }
}
