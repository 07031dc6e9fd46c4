/**
 * What waits to be said by one way: the newest of each alert, tried again after growing waits.
 *
 * Promise: one way that fails holds up no other, and what waits is bounded.
 */
import type { WayState } from '../../../shared/api/alerts.js';
import type { AlertMessage, WayResult } from './message.js';

/** Waits after a failure (milliseconds; the last repeats), and how long a message is tried at all. */
const WAITS = [5000, 30_000, 120_000, 600_000];
const MOST_AGE_MS = 24 * 3_600_000;

interface Waiting {
  readonly message: AlertMessage;
  readonly since: number;
}

export interface OutboxOptions {
  readonly send: (message: AlertMessage) => Promise<WayResult>;
  readonly now: () => number;
  readonly onSent: (message: AlertMessage) => void;
  readonly onFailure: (problem: string) => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting = new Map<string, Waiting>();
  #failures = 0;
  #nextTry = 0;
  #lastSent: number | null = null;
  #lastFailure: { readonly at: number; readonly problem: string } | null = null;
  #sending = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** A newer word about an alert takes the place of an older one that could not be said. */
  add(message: AlertMessage): void {
    this.#waiting.delete(message.alert);
    this.#waiting.set(message.alert, { message, since: this.#options.now() });
  }

  /** The way was turned off or changed: it begins anew. */
  clear(): void {
    this.#waiting.clear();
    this.#failures = 0;
    this.#nextTry = 0;
    this.#lastFailure = null;
  }

  /** Says what waits, if it is time. Never rejects. */
  async look(): Promise<void> {
    const { now } = this.#options;
    if (this.#sending || now() < this.#nextTry) return;
    this.#sending = true;
    try {
      for (const [key, waiting] of this.#waiting) {
        if (now() - waiting.since > MOST_AGE_MS) this.#waiting.delete(key);
        else if (!(await this.#send(key, waiting))) break;
      }
    } finally {
      this.#sending = false;
    }
  }

  state(): Pick<WayState, 'waiting' | 'lastSent' | 'lastFailure' | 'nextTry'> {
    const failure = this.#lastFailure;
    return {
      waiting: this.#waiting.size,
      lastSent: isoOf(this.#lastSent),
      lastFailure: failure && { at: isoOf(failure.at)!, problem: failure.problem },
      nextTry: this.#waiting.size > 0 && this.#nextTry > 0 ? isoOf(this.#nextTry) : null,
    };
  }

  async #send(key: string, waiting: Waiting): Promise<boolean> {
    const { send, now, onSent, onFailure } = this.#options;
    const { ok, text } = await send(waiting.message);
    if (!ok) {
      this.#lastFailure = { at: now(), problem: text };
      this.#nextTry = now() + WAITS[Math.min(this.#failures, WAITS.length - 1)]!;
      this.#failures += 1;
      onFailure(text);
      return false;
    }
    // Something newer may have come meanwhile.
    if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    this.#failures = 0;
    this.#nextTry = 0;
    this.#lastFailure = null;
    this.#lastSent = now();
    onSent(waiting.message);
    return true;
  }
}

function isoOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
