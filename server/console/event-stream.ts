/**
 * Server-sent events: who listens, the clock by which they are told, and the end of it all.
 *
 * Promise: a stream ends with the session that opened it, at once when that is logged off and within
 * seconds when it runs out. The clock stands still while nobody listens.
 */
import type { Response } from 'express';
import { AppError } from '../../shared/api/errors.js';

export interface Listener {
  readonly response: Response;
  readonly tokenHash: string;
}

export interface StreamOptions<L extends Listener> {
  /** Says whether a session has not ended. */
  readonly isOpen: (tokenHash: string) => boolean;
  /** Milliseconds between two ticks. */
  readonly every: number;
  /** Tells the listeners what is new. */
  readonly tick: (listeners: ReadonlySet<L>) => void | Promise<void>;
}

const HEARTBEAT_MS = 15_000;
const MOST_LISTENERS = 100;

export class EventStream<L extends Listener> {
  readonly #options: StreamOptions<L>;
  readonly #listeners = new Set<L>();
  #clock: NodeJS.Timeout | null = null;
  #ticks = 0;
  #isTicking = false;

  constructor(options: StreamOptions<L>) {
    this.#options = options;
  }

  /** `opening` stands before the first event. */
  add(listener: L, opening = ''): void {
    if (this.#listeners.size >= MOST_LISTENERS) {
      throw new AppError('too-many', 'Too many consoles follow this at once.');
    }
    const { response } = listener;
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Accel-Buffering', 'no');
    response.write(`retry: 1000\n${opening}\n`);
    this.#listeners.add(listener);
    response.on('close', () => this.#remove(listener));
    this.#clock ??= setInterval(() => void this.#tick(), this.#options.every);
    void this.#tell();
  }

  /** Ends one; a browser comes back by itself. */
  end(listener: L): void {
    listener.response.end();
    this.#remove(listener);
  }

  /** The session has ended: so do its streams. */
  endSession(tokenHash: string): void {
    for (const listener of this.#listeners) {
      if (listener.tokenHash === tokenHash) this.end(listener);
    }
  }

  stop(): void {
    for (const listener of this.#listeners) this.end(listener);
  }

  async #tick(): Promise<void> {
    this.#ticks += 1;
    if (this.#ticks % Math.round(HEARTBEAT_MS / this.#options.every) === 0) this.#beat();
    await this.#tell();
  }

  /** Never twice at once: a tick that takes long is waited for. */
  async #tell(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      await this.#options.tick(this.#listeners);
    } finally {
      this.#isTicking = false;
    }
  }

  #beat(): void {
    for (const listener of this.#listeners) {
      if (!this.#options.isOpen(listener.tokenHash)) this.end(listener);
      else listener.response.write(': still here\n\n');
    }
  }

  #remove(listener: L): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || !this.#clock) return;
    clearInterval(this.#clock);
    this.#clock = null;
  }
}

/** The text of one event, for data that is JSON (which holds no line ends). */
export function eventToText(event: { id?: number; name?: string; json: string }): string {
  const { id, name, json } = event;
  const fields = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(name === undefined ? [] : [`event: ${name}`]),
    `data: ${json}`,
  ];
  return `${fields.join('\n')}\n\n`;
}
