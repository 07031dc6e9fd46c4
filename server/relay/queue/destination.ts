/**
 * A next hop with what waits for it: its line, how many jobs it gets at once, and the figures that
 * the Queues page shows of it.
 *
 * How many at once adapts: one more with each success, half with each failure to reach it; when it
 * cannot be reached at all it is left alone for a while, and one job then tries whether it is back.
 */
import { INBOUND_TEXT, hostPort } from '../../../shared/rules/text.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import type { State } from '../../store/spool/state.js';
import type { Batch, Entry } from './entry.js';

/** Jobs at once: to begin with, and at most. */
export interface Window {
  readonly first: number;
  readonly most: number;
}

/** Failures to reach it, one after the other, after which it is left alone. */
const MOST_FAILURES = 3;
/** How long it is left alone: at first, and at most (milliseconds). */
const FIRST_REST = 30_000;
const MOST_REST = 15 * 60_000;

export class Destination {
  readonly key: string;
  readonly text: string;
  readonly #window: Window;
  /** Batches that are due, and the place of the next one. */
  line: Batch[] = [];
  head = 0;
  /** Jobs under way. */
  active = 0;
  /** Messages that wait for it, oldest first. */
  readonly entries = new Set<Entry>();
  /** Recipients by state; those that have ended are not counted. */
  readonly counts: Record<State, number> = {
    queued: 0,
    active: 0,
    deferred: 0,
    held: 0,
    delivered: 0,
    bounced: 0,
    removed: 0,
  };
  /** Grows with each change of what waits for it. */
  changes = 0;
  server: string | null = null;
  lastReply = '';
  #atOnce: number;
  #failures = 0;
  #rest = FIRST_REST;
  /** Milliseconds since 1970; 0: it is not left alone. */
  restsUntil = 0;

  constructor(key: string, text: string, window: Window) {
    this.key = key;
    this.text = text;
    this.#window = window;
    this.#atOnce = window.first;
  }

  mayBegin(now: number): boolean {
    if (this.head >= this.line.length) return false;
    if (this.restsUntil > now) return false;
    return this.active < (this.#failures >= MOST_FAILURES ? 1 : this.#atOnce);
  }

  /** Whether nothing is known of it that the next message would need. */
  get isIdle(): boolean {
    return this.active === 0 && this.entries.size === 0 && this.head === this.line.length;
  }

  take(): Batch {
    const batch = this.line[this.head]!;
    this.head += 1;
    if (this.head === this.line.length) this.#cut();
    else if (this.head > 1000 && this.head * 2 > this.line.length) this.#cut();
    return batch;
  }

  /** It was reached, whatever it said of the message. */
  answered(): void {
    this.#failures = 0;
    this.#rest = FIRST_REST;
    this.restsUntil = 0;
    this.#atOnce = Math.min(this.#window.most, this.#atOnce + 1);
  }

  /** Nobody was reached. */
  unreachable(now: number): void {
    if (this.restsUntil > now) return;
    this.#failures += 1;
    this.#atOnce = Math.max(1, this.#atOnce >> 1);
    if (this.#failures < MOST_FAILURES) return;
    this.restsUntil = now + this.#rest;
    this.#rest = Math.min(MOST_REST, 2 * this.#rest);
  }

  /** An administrator wants it tried now. */
  wake(): void {
    this.restsUntil = 0;
  }

  #cut(): void {
    this.line = this.line.slice(this.head);
    this.head = 0;
  }
}

/** All next hops that something waits for. */
export class Destinations {
  readonly #all = new Map<string, Destination>();
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
  }

  of(nextHop: NextHop): Destination {
    const key = keyOf(nextHop);
    const known = this.#all.get(key);
    if (known) return known;
    const destination = new Destination(key, nextHopToText(nextHop), this.#window);
    this.#all.set(key, destination);
    return destination;
  }

  get(key: string): Destination | undefined {
    return this.#all.get(key);
  }

  values(): Iterable<Destination> {
    return this.#all.values();
  }

  /** Recipients of all of them that are in that state. */
  count(state: State): number {
    let sum = 0;
    for (const { counts } of this.#all.values()) sum += counts[state];
    return sum;
  }

  /** Forgets one that nothing waits for. */
  tidy(destination: Destination, now: number): void {
    if (destination.isIdle && destination.restsUntil <= now) this.#all.delete(destination.key);
  }
}

/** What has the same key goes the same way. */
function keyOf(nextHop: NextHop): string {
  switch (nextHop.kind) {
    case 'inbound':
      return nextHop.host === undefined
        ? 'inbound'
        : `inbound ${nextHop.host} ${nextHop.port ?? 25}`;
    case 'host':
      return `host ${nextHop.host} ${nextHop.port}`;
    case 'domain':
      return `domain ${nextHop.domain.toLowerCase()}`;
  }
}

function nextHopToText(nextHop: NextHop): string {
  switch (nextHop.kind) {
    case 'inbound':
      return nextHop.host === undefined
        ? INBOUND_TEXT
        : `${INBOUND_TEXT} ${hostPort(nextHop.host, nextHop.port)}`;
    case 'host':
      return hostPort(nextHop.host, nextHop.port);
    case 'domain':
      return nextHop.domain.toLowerCase();
  }
}
