/**
 * Keeps the decision log at the age and size that are wanted: asks its writer for one slice after the
 * other, with pauses in which new rows are written.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from '../../shared/api/delivery.js';
import type { DecisionCommands } from '../store/decisions/writer-commands.js';
import type { Writer } from '../store/writer.js';

interface LogRetentionOptions {
  readonly writer: Writer<DecisionCommands>;
  readonly keep: () => Delivery['keepLog'];
  readonly onFault: (error: Error) => void;
}

/** Between two looks, and between two slices (milliseconds). */
const LOOK_MS = 30_000;
const PAUSE_MS = 30;

export class LogRetention {
  readonly #options: LogRetentionOptions;
  readonly #stopping = new AbortController();
  #ended: Promise<void> | null = null;
  #left = 0;

  constructor(options: LogRetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  /** Rows that are still to go; about. */
  removing(): number {
    return this.#left;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const pause = (ms: number) => sleep(ms, null, { signal }).catch(() => undefined);
    while (!signal.aborted) await pause((await this.#slice()) ? PAUSE_MS : LOOK_MS);
  }

  /** Whether there is more to do. */
  async #slice(): Promise<boolean> {
    const { writer, keep, onFault } = this.#options;
    try {
      const { left, more } = await writer.call('trim', { ...keep(), now: Date.now() });
      this.#left = left;
      return more;
    } catch (error) {
      if (!this.#stopping.signal.aborted) onFault(error as Error);
      return false;
    }
  }
}
