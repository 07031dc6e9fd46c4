/**
 * The account of mail: what was acknowledged has to arrive, and may arrive twice only where nobody can
 * know better: the relay was killed, or its connection cut, while the answer to a delivery was on its way, or
 * while a full disk kept that answer from being written down.
 */
export interface Balance {
  readonly acknowledged: number;
  /** Ids that were acknowledged and never came. */
  readonly lost: readonly string[];
  /** Copies beyond the first, but for those that the next hop brought about. */
  readonly doubled: number;
  /** Copies of what the next hop had taken without saying so. */
  readonly repeated: number;
  /** Ids of copies that nothing accounts for. */
  readonly unexplained: readonly string[];
}

/** So far apart a kill and an arrival may be for its answer not to stand in the spool, on a busy machine. */
const IN_FLIGHT_MS = 5000;

interface Arrival {
  readonly at: number;
  /** The next hop took it and did not say so. */
  readonly unanswered: boolean;
}

export class MailAccount {
  readonly #acknowledged = new Set<string>();
  readonly #arrivals = new Map<string, Arrival[]>();
  readonly #kills: number[] = [];
  /** When the disk was full. */
  readonly #full: { readonly from: number; to: number }[] = [];

  /** So many so far that are not yet balanced. */
  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  noteAcknowledged(id: string): void {
    this.#acknowledged.add(id);
  }

  noteArrived(id: string, unanswered = false): void {
    const arrival = { at: performance.now(), unanswered };
    this.#arrivals.set(id, [...(this.#arrivals.get(id) ?? []), arrival]);
  }

  noteRelayKilled(): void {
    this.#kills.push(performance.now());
  }

  noteDiskFull(): void {
    this.#full.push({ from: performance.now(), to: Infinity });
  }

  noteDiskFree(): void {
    const last = this.#full.at(-1);
    if (last) last.to = performance.now();
  }

  missing(): string[] {
    return [...this.#acknowledged].filter((id) => !this.#arrivals.has(id));
  }

  /** Draws the balance, and begins anew. */
  balance(): Balance {
    const lost = this.missing();
    let doubled = 0;
    let repeated = 0;
    const unexplained = new Set<string>();
    for (const [id, arrivals] of this.#arrivals) {
      for (const [index, before] of arrivals.slice(0, -1).entries()) {
        if (before.unanswered) repeated += 1;
        else doubled += 1;
        const isExplained =
          before.unanswered || this.#wasInFlight(before.at, arrivals[index + 1]!.at);
        if (!isExplained) unexplained.add(id);
      }
    }
    const balance = {
      acknowledged: this.#acknowledged.size,
      lost,
      doubled,
      repeated,
      unexplained: [...unexplained],
    };
    this.#acknowledged.clear();
    this.#arrivals.clear();
    this.#kills.length = this.#full.length = 0;
    return balance;
  }

  /** What the dead have sent may still be read a moment after they were killed. */
  #wasInFlight(arrived: number, again: number): boolean {
    const unwritten = this.#full.filter(
      ({ from, to }) => from - IN_FLIGHT_MS < arrived && arrived < to,
    );
    const until = Math.max(arrived, ...unwritten.map(({ to }) => to)) + IN_FLIGHT_MS;
    return this.#kills.some((at) => at <= again && at > arrived - IN_FLIGHT_MS && at < until);
  }
}
