/**
 * What is known of names at an inbound host, for a while and in bounded memory: those least lately
 * seen go first, and names that do not exist never push out names that do.
 */

/** How long an answer counts (milliseconds). */
const GOOD_FOR = 2 * 60 * 60_000;
const BAD_FOR = 5 * 60_000;
const MOST_GOOD = 50_000;
const MOST_BAD = 10_000;

/** `was-good`: it existed when it was last asked, which is too long ago. */
export type Known = 'good' | 'bad' | 'was-good' | null;

export class KnownNames {
  /** Until when, in milliseconds since 1970; the one seen last stands last. */
  readonly #good = new Map<string, number>();
  readonly #bad = new Map<string, number>();

  find(name: string, now: number): Known {
    const good = this.#good.get(name);
    if (good !== undefined) {
      remember(this.#good, name, good, MOST_GOOD);
      return now < good ? 'good' : 'was-good';
    }
    return now < (this.#bad.get(name) ?? 0) ? 'bad' : null;
  }

  note(name: string, isGood: boolean, now: number): void {
    this.#good.delete(name);
    this.#bad.delete(name);
    if (isGood) remember(this.#good, name, now + GOOD_FOR, MOST_GOOD);
    else remember(this.#bad, name, now + BAD_FOR, MOST_BAD);
  }

  clear(): void {
    this.#good.clear();
    this.#bad.clear();
  }
}

function remember(names: Map<string, number>, name: string, until: number, most: number): void {
  names.delete(name);
  names.set(name, until);
  if (names.size <= most) return;
  const [eldest] = names.keys();
  names.delete(eldest!);
}
