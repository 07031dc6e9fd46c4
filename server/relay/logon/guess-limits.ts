/**
 * Brakes on guessing passwords over SMTP, in memory. Only failures count, so that a busy device with a
 * good password is never held up.
 *
 * Promise: nobody can lock the owner out. What holds a name is tied to the address that failed; where a
 * name has logged on before, only its own failures there count. Many attempts at once are no way around:
 * no more are judged at a time than may still fail.
 * Known weakness: a restart forgets.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { placeOf } from '../../place.js';

const WINDOW_S = 900;
/** Failures in the window, after which it is not judged any more. */
const PER_PAIR = 10;
const PER_PLACE = 60;
const PER_NAME = 100;
const MOST_KNOWN = 100_000;

/** How many more may fail; `why` when none may. */
interface Held {
  readonly why: string | null;
  readonly pairLeft: number;
  readonly placeLeft: number;
}

export class GuessLimits {
  readonly #byPair = counter();
  readonly #byPlace = counter();
  readonly #byName = counter();
  /** Place and name that have logged on together. */
  readonly #known = new Set<string>();
  /** Attempts that are being judged, by place and name, and by place. */
  readonly #underWay = new Map<string, number>();
  #waiting: (() => void)[] = [];

  /** Waits for its turn. Why the attempt is not even judged; null when it is: then `leave` when it was. */
  async enter(address: string, name: string): Promise<string | null> {
    const place = placeOf(address);
    const pair = `${place} ${name.toLowerCase()}`;
    for (;;) {
      const held = await this.#held(place, name.toLowerCase());
      if (held.why !== null) return held.why;
      const [ofPair, ofPlace] = [this.#underWay.get(pair) ?? 0, this.#underWay.get(place) ?? 0];
      if (ofPair < held.pairLeft && ofPlace < held.placeLeft) {
        this.#underWay.set(pair, ofPair + 1).set(place, ofPlace + 1);
        return null;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  leave(address: string, name: string): void {
    const place = placeOf(address);
    for (const key of [`${place} ${name.toLowerCase()}`, place]) {
      const left = (this.#underWay.get(key) ?? 1) - 1;
      if (left > 0) this.#underWay.set(key, left);
      else this.#underWay.delete(key);
    }
    for (const resume of this.#waiting.splice(0)) resume();
  }

  async #held(place: string, key: string): Promise<Held> {
    const pair = `${place} ${key}`;
    const [ofPair, ofPlace, ofName] = await Promise.all([
      failures(this.#byPair, pair),
      failures(this.#byPlace, place),
      failures(this.#byName, key),
    ]);
    const isKnown = this.#known.has(pair);
    const pairLeft = PER_PAIR - ofPair;
    const placeLeft = isKnown ? Infinity : PER_PLACE - ofPlace;
    let why: string | null = null;
    if (pairLeft <= 0) why = 'too many failed logons of this name from this address';
    else if (placeLeft <= 0) why = 'too many failed logons from this address';
    else if (!isKnown && ofName >= PER_NAME) {
      why = 'this name is being guessed at, and has not logged on from here';
    }
    return { why, pairLeft, placeLeft };
  }

  async failed(address: string, name: string): Promise<void> {
    const place = placeOf(address);
    const key = name.toLowerCase();
    await this.#byPlace.penalty(place);
    await this.#byPair.penalty(`${place} ${key}`);
    await this.#byName.penalty(key);
  }

  async succeeded(address: string, name: string): Promise<void> {
    const pair = `${placeOf(address)} ${name.toLowerCase()}`;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(pair);
    await this.#byPair.delete(pair);
  }
}

function counter(): RateLimiterMemory {
  // What is allowed is judged here; the library counts and forgets.
  return new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S });
}

async function failures(counted: RateLimiterMemory, key: string): Promise<number> {
  return (await counted.get(key))?.consumedPoints ?? 0;
}
