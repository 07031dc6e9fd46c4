/**
 * Counts of something by name within a span of time that begins with the first.
 *
 * Promise: never more than `most` names, whoever comes, at the same small cost for each. When there are too
 * many, the older half is forgotten: who can come from 100,000 addresses is not held up by a count for each
 * of them, and everybody else is soon counted again.
 */
interface Count {
  readonly end: number;
  taken: number;
}

export class WindowCounts {
  readonly #window: number;
  readonly #most: number;
  readonly #now: () => number;
  /** Two halves, dropped whole: to take single names out of the front of a map costs more the more went before. */
  #younger = new Map<string, Count>();
  #older = new Map<string, Count>();
  /** When the older half began to be the older one. */
  #turned: number;

  constructor(windowMs: number, { most = 100_000, now = Date.now } = {}) {
    this.#window = windowMs;
    this.#most = most;
    this.#now = now;
    this.#turned = now();
  }

  /** Counts one more; false, and not counted, where the limit is reached. */
  take(name: string, limit: number): boolean {
    const now = this.#now();
    const known = this.#younger.get(name) ?? this.#older.get(name);
    if (known && known.end > now) {
      if (known.taken >= limit) return false;
      known.taken += 1;
      return true;
    }
    // What is dropped after a window has ended by then.
    if (now - this.#turned >= this.#window || this.#younger.size >= this.#most / 2) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#turned = now;
    }
    this.#younger.set(name, { end: now + this.#window, taken: 1 });
    return true;
  }

  get size(): number {
    return this.#younger.size + this.#older.size;
  }
}
