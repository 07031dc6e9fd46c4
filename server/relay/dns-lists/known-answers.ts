/** What a list said of an address, as long as that holds and in bounded memory. */
const LEAST_MS = 60_000;
const MOST_MS = 60 * 60_000;
const NOT_LISTED_MS = 5 * 60_000;
const MOST = 20_000;

export interface ListAnswer {
  /** Addresses of 127.0.0.0/8; none: not listed. */
  readonly addresses: readonly string[];
  /** What the list says about it (TXT); null where it says nothing. */
  readonly said: string | null;
}

export const NOT_LISTED: ListAnswer = { addresses: [], said: null };

interface Known {
  readonly answer: ListAnswer;
  readonly until: number;
}

export class KnownAnswers {
  readonly #now: () => number;
  /** Two halves, dropped whole, the older first. */
  #younger = new Map<string, Known>();
  #older = new Map<string, Known>();

  constructor(now: () => number) {
    this.#now = now;
  }

  find(name: string): ListAnswer | null {
    const known = this.#younger.get(name) ?? this.#older.get(name);
    return known && this.#now() < known.until ? known.answer : null;
  }

  /** `ttl`: seconds for which a listing holds. */
  keep(name: string, answer: ListAnswer, ttl: number): void {
    const isListed = answer.addresses.length > 0;
    const span = isListed ? Math.min(Math.max(ttl * 1000, LEAST_MS), MOST_MS) : NOT_LISTED_MS;
    if (this.#younger.size >= MOST / 2) {
      this.#older = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(name, { answer, until: this.#now() + span });
  }

  get size(): number {
    return this.#younger.size + this.#older.size;
  }
}
