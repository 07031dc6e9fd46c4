/**
 * New rows of the log as server-sent events. One clock for all listeners, which stands still while
 * there are none; each listener has its own filter and place.
 */
import type { Response } from 'express';
import { AppError } from '../../shared/api/errors.js';
import type { DecisionFilter } from '../../shared/api/decisions.js';
import type { DecisionLog } from './decision-log.js';

export interface Listener {
  readonly response: Response;
  readonly filter: DecisionFilter;
  readonly tokenHash: string;
  /** Number of the last row that it has; rows after it are sent. */
  cursor: number;
}

const POLL_MS = 250;
const HEARTBEAT_MS = 15_000;
const PAGE = 200;
const MOST_LISTENERS = 100;

export class DecisionStream {
  readonly #decisions: DecisionLog;
  readonly #isOpen: (tokenHash: string) => boolean;
  readonly #listeners = new Set<Listener>();
  #clock: NodeJS.Timeout | null = null;
  #ticks = 0;

  /** `isOpen` says whether a session has not ended. */
  constructor(decisions: DecisionLog, isOpen: (tokenHash: string) => boolean) {
    this.#decisions = decisions;
    this.#isOpen = isOpen;
  }

  add(listener: Listener): void {
    if (this.#listeners.size >= MOST_LISTENERS) {
      throw new AppError('too-many', 'Too many consoles follow the log at once.');
    }
    const { response, cursor } = listener;
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Accel-Buffering', 'no');
    // An id of its own: a browser that is cut off before the first row goes on from here.
    response.write(`retry: 1000\nid: ${cursor}\n\n`);
    this.#listeners.add(listener);
    response.on('close', () => this.#remove(listener));
    this.#clock ??= setInterval(() => this.#tick(), POLL_MS);
  }

  /** The session has ended: so do its streams. */
  endSession(tokenHash: string): void {
    for (const listener of this.#listeners) {
      if (listener.tokenHash === tokenHash) this.#end(listener);
    }
  }

  stop(): void {
    for (const listener of this.#listeners) this.#end(listener);
  }

  #tick(): void {
    this.#ticks += 1;
    const beat = this.#ticks % (HEARTBEAT_MS / POLL_MS) === 0;
    for (const listener of this.#listeners) {
      if (beat && !this.#isOpen(listener.tokenHash)) this.#end(listener);
      else if (!this.#send(listener)) this.#end(listener);
      else if (beat) listener.response.write(': still here\n\n');
    }
  }

  /** False when the log cannot be read: the browser comes back by itself. */
  #send(listener: Listener): boolean {
    const { response, filter } = listener;
    if (response.writableNeedDrain) return true;
    try {
      const { rows, cursor } = this.#decisions.read({ rows: [], cursor: 0 }, (reader) =>
        reader.newerThan(listener.cursor, filter, PAGE),
      );
      for (const { cursor: id, row } of rows) {
        response.write(`id: ${id}\ndata: ${JSON.stringify(row)}\n\n`);
      }
      listener.cursor = Math.max(listener.cursor, cursor);
      return true;
    } catch {
      return false;
    }
  }

  #end(listener: Listener): void {
    listener.response.end();
    this.#remove(listener);
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || !this.#clock) return;
    clearInterval(this.#clock);
    this.#clock = null;
  }
}
