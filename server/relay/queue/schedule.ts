/**
 * What is tried when, and how much at once. Due recipients wait in a line for their destination;
 * destinations take turns, each with a bound of its own that adapts to how it answers.
 *
 * Promise: a destination that does not answer, or answers slowly, holds up at most its own line.
 */
import type { Destination } from './destination.js';
import { DueTimes } from './due-times.js';
import { activate, nextDue, takeDue, type Batch, type Entry } from './entry.js';

/** Timers are no longer than this, so that a clock that jumps is noticed (milliseconds). */
const LONGEST_SLEEP = 60_000;

/** Whether the destination could be reached. */
export type Reached = boolean;

export class Schedule {
  readonly #most: number;
  readonly #now: () => number;
  readonly #run: (batch: Batch) => Promise<Reached>;
  readonly #onIdle: (destination: Destination) => void;
  readonly #onRest: (destination: Destination) => void;
  readonly #due = new DueTimes<Entry>();
  /** Destinations left alone, by the time at which they are tried again. */
  readonly #resting = new DueTimes<Destination>();
  /** Destinations with a line and a free place, in the order of their turns. */
  readonly #ready = new Set<Destination>();
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #wakeAt: number | null = null;
  #stopped = true;

  /** `most`: jobs at once, all together. */
  constructor(
    most: number,
    now: () => number,
    run: (batch: Batch) => Promise<Reached>,
    { onIdle, onRest }: Record<'onIdle' | 'onRest', (destination: Destination) => void>,
  ) {
    this.#most = most;
    this.#now = now;
    this.#run = run;
    this.#onIdle = onIdle;
    this.#onRest = onRest;
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

  /** A destination that was left alone is tried now. */
  wake(destination: Destination): void {
    destination.wake();
    this.#offer(destination);
  }

  /** Begins what is due and has a place. */
  look(): void {
    if (this.#stopped) return;
    const now = this.#now();
    for (let entry = this.#due.take(now); entry; entry = this.#due.take(now)) this.#line(entry);
    for (let each = this.#resting.take(now); each; each = this.#resting.take(now)) {
      this.#offer(each);
    }
    for (const destination of this.#ready) {
      if (this.#running.size >= this.#most) break;
      this.#begin(destination);
    }
    this.#sleep(now);
  }

  #line(entry: Entry): void {
    for (const batch of takeDue(entry, this.#now())) {
      batch.destination.line.push(batch);
      this.#offer(batch.destination);
    }
    const later = nextDue(entry);
    if (later !== null) this.#due.add(later, entry);
  }

  #offer(destination: Destination): void {
    if (destination.mayBegin(this.#now())) this.#ready.add(destination);
  }

  /** Begins one job of a destination and puts it to the end of the turns. */
  #begin(destination: Destination): void {
    this.#ready.delete(destination);
    const batch = activate(destination.take());
    if (batch) this.#start(batch);
    this.#offer(destination);
    if (destination.isIdle) this.#onIdle(destination);
  }

  #start(batch: Batch): void {
    const { destination } = batch;
    destination.active += 1;
    const running = this.#run(batch).then((reached) => {
      this.#running.delete(running);
      destination.active -= 1;
      this.#heed(destination, reached);
      this.#offer(destination);
      if (destination.isIdle) this.#onIdle(destination);
      this.look();
    });
    this.#running.add(running);
  }

  #heed(destination: Destination, reached: Reached): void {
    if (reached) return destination.answered();
    const before = destination.restsUntil;
    destination.unreachable(this.#now());
    if (destination.restsUntil === before) return;
    this.#ready.delete(destination);
    this.#resting.add(destination.restsUntil, destination);
    this.#onRest(destination);
  }

  #sleep(now: number): void {
    const times = [this.#due.earliest, this.#resting.earliest].filter((at) => at !== null);
    const earliest = times.length === 0 ? null : Math.min(...times);
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
