/**
 * What is tried when, and how much at once. Due recipients wait in a line for their destination;
 * destinations take turns, each with a bound of its own below the bound for all.
 *
 * Promise: a destination that does not answer holds up at most its own line.
 * Known weakness: the bound per destination is fixed, so enough dead destinations at once (`all` by
 * `perDestination`) take all places until their time-outs have passed.
 */
import { DueTimes } from './due-times.js';
import { nextDue, takeDue, type Batch, type Entry } from './entry.js';

export interface Bounds {
  /** Jobs at once. */
  readonly all: number;
  readonly perDestination: number;
}

interface Destination {
  readonly key: string;
  line: Batch[];
  /** The place of the next batch in the line. */
  head: number;
  active: number;
}

/** Timers are no longer than this, so that a clock that jumps is noticed (milliseconds). */
const LONGEST_SLEEP = 60_000;

export class Schedule {
  readonly #bounds: Bounds;
  readonly #now: () => number;
  readonly #run: (batch: Batch) => Promise<void>;
  readonly #due = new DueTimes<Entry>();
  readonly #destinations = new Map<string, Destination>();
  /** Destinations with a line and a free place, in the order of their turns. */
  readonly #ready = new Set<Destination>();
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #wakeAt: number | null = null;
  #stopped = true;

  constructor(bounds: Bounds, now: () => number, run: (batch: Batch) => Promise<void>) {
    this.#bounds = bounds;
    this.#now = now;
    this.#run = run;
  }

  start(): void {
    this.#stopped = false;
    this.look();
  }

  /** Begins nothing more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Jobs under way. */
  get active(): number {
    return this.#running.size;
  }

  /** A message with waiting recipients: tried as soon as one of them is due. */
  add(entry: Entry): void {
    const at = nextDue(entry);
    if (at === null) return;
    if (at <= this.#now()) this.#line(entry);
    else this.#due.add(at, entry);
    this.look();
  }

  /** Begins what is due and has a place. */
  look(): void {
    if (this.#stopped) return;
    const now = this.#now();
    for (let entry = this.#due.take(now); entry; entry = this.#due.take(now)) this.#line(entry);
    for (const destination of this.#ready) {
      if (this.#running.size >= this.#bounds.all) break;
      this.#begin(destination);
    }
    this.#sleep(now);
  }

  #line(entry: Entry): void {
    for (const batch of takeDue(entry, this.#now())) {
      const destination = this.#destination(batch.recipients[0]!.destination);
      destination.line.push(batch);
      if (destination.active < this.#bounds.perDestination) this.#ready.add(destination);
    }
    const later = nextDue(entry);
    if (later !== null) this.#due.add(later, entry);
  }

  #destination(key: string): Destination {
    const known = this.#destinations.get(key);
    if (known) return known;
    const destination = { key, line: [], head: 0, active: 0 };
    this.#destinations.set(key, destination);
    return destination;
  }

  /** Begins one job of a destination and puts it to the end of the turns. */
  #begin(destination: Destination): void {
    const batch = destination.line[destination.head]!;
    destination.head += 1;
    destination.active += 1;
    this.#ready.delete(destination);
    if (this.#mayBegin(destination)) this.#ready.add(destination);
    const running = this.#run(batch).finally(() => {
      this.#running.delete(running);
      destination.active -= 1;
      this.#tidy(destination);
      this.look();
    });
    this.#running.add(running);
  }

  #mayBegin({ line, head, active }: Destination): boolean {
    return head < line.length && active < this.#bounds.perDestination;
  }

  #tidy(destination: Destination): void {
    if (this.#mayBegin(destination)) this.#ready.add(destination);
    const { line, head, active, key } = destination;
    if (head > 1000 && head * 2 > line.length) {
      destination.line = line.slice(head);
      destination.head = 0;
    }
    if (active === 0 && head === line.length) this.#destinations.delete(key);
  }

  #sleep(now: number): void {
    const { earliest } = this.#due;
    if (earliest === this.#wakeAt) return;
    this.#wakeAt = earliest;
    if (this.#timer) clearTimeout(this.#timer);
    if (earliest === null) return;
    const wait = Math.min(Math.max(earliest - now, 0), LONGEST_SLEEP);
    this.#timer = setTimeout(() => {
      this.#wakeAt = null;
      this.look();
    }, wait);
  }
}
