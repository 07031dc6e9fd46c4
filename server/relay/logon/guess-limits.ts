/**
 * Brakes on guessing passwords over SMTP, in memory. Only failures count, so that a busy device with a
 * good password is never held up.
 *
 * Promise: nobody can lock the owner out. What holds a name is tied to the address that failed; a name
 * that is guessed at from everywhere is still judged for addresses from which it has logged on before.
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

export class GuessLimits {
  readonly #byPair = counter();
  readonly #byPlace = counter();
  readonly #byName = counter();
  /** Place and name that have logged on together. */
  readonly #known = new Set<string>();

  /** Why the attempt is not even judged; null when it is. */
  async held(address: string, name: string): Promise<string | null> {
    const place = placeOf(address);
    const key = name.toLowerCase();
    const pair = `${place} ${key}`;
    const [ofPair, ofPlace, ofName] = await Promise.all([
      failures(this.#byPair, pair),
      failures(this.#byPlace, place),
      failures(this.#byName, key),
    ]);
    if (ofPair >= PER_PAIR) return 'too many failed logons of this name from this address';
    if (ofPlace >= PER_PLACE) return 'too many failed logons from this address';
    const isGuessed = ofName >= PER_NAME && !this.#known.has(pair);
    return isGuessed ? 'this name is being guessed at, and has not logged on from here' : null;
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
