/**
 * Servers that were of no use lately: they did not answer, failed at TLS or refused our account. They
 * are asked last for a while, so that a dead one does not cost each message its time-out.
 *
 * Promise: it only changes the order. Where nobody else can be used they are all asked, so a server
 * that is back is found by the next message that needs it.
 */
/** How long one is left out: at first, and at most when it goes on (milliseconds). */
const FIRST_REST = 30_000;
const MOST_REST = 5 * 60_000;
const MOST_KNOWN = 10_000;

interface Absence {
  readonly until: number;
  readonly rest: number;
}

export class AbsentServers {
  readonly #absences = new Map<string, Absence>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get isEmpty(): boolean {
    return this.#absences.size === 0;
  }

  has(...keys: readonly string[]): boolean {
    const now = this.#now();
    return keys.some((key) => (this.#absences.get(key)?.until ?? 0) > now);
  }

  /** It did not answer. Several that find it out at once count as one. */
  note(key: string): void {
    const now = this.#now();
    const before = this.#absences.get(key);
    if (before && before.until > now) return;
    const rest = before ? Math.min(MOST_REST, 2 * before.rest) : FIRST_REST;
    this.#absences.delete(key);
    this.#absences.set(key, { until: now + rest, rest });
    if (this.#absences.size <= MOST_KNOWN) return;
    const [oldest] = this.#absences.keys();
    this.#absences.delete(oldest!);
  }

  /** It answered. */
  forget(...keys: readonly string[]): void {
    for (const key of keys) this.#absences.delete(key);
  }
}
