/** How often each limit was hit within the last hour, by the minute. */
import type { LimitReason } from '../../../shared/api/decisions.js';

const MINUTES = 60;
const MINUTE_MS = 60_000;

export class RecentHits {
  readonly #now: () => number;
  readonly #byReason = new Map<LimitReason, number[]>();
  /** The minute up to which the counts go. */
  #minute: number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#minute = Math.floor(now() / MINUTE_MS);
  }

  add(reason: LimitReason): void {
    this.#goOn();
    let counts = this.#byReason.get(reason);
    if (!counts) this.#byReason.set(reason, (counts = Array.from({ length: MINUTES }, () => 0)));
    counts[this.#minute % MINUTES]! += 1;
  }

  list(): { readonly reason: LimitReason; readonly times: number }[] {
    this.#goOn();
    return [...this.#byReason]
      .map(([reason, counts]) => ({ reason, times: counts.reduce((sum, each) => sum + each, 0) }))
      .filter(({ times }) => times > 0);
  }

  /** Minutes that have passed begin anew. */
  #goOn(): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    const passed = Math.min(Math.max(minute - this.#minute, 0), MINUTES);
    for (let back = 0; back < passed; back += 1) {
      for (const counts of this.#byReason.values()) counts[(minute - back) % MINUTES] = 0;
    }
    this.#minute = minute;
  }
}
