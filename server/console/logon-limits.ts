/**
 * Brakes on guessing passwords, in memory: after the allowed failures an address waits 2, 4, 8 … seconds.
 *
 * Promise: nobody can lock the owner out. What stops a name is always tied to the address that failed;
 * a name under attack from many addresses only gets fewer attempts from each of them. Codes of a second factor
 * are few enough to be guessed by many addresses together: after too many wrong ones for a name they count only
 * where the owner has logged on before, and recovery codes count everywhere.
 * Known weakness: a restart forgets.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '../../shared/api/errors.js';
import { placeOf } from '../place.js';

const WINDOW_S = 900;
const PER_ADDRESS = 30;
const PER_PAIR = 5;
/** So many failures for one name, from wherever, mean that it is under attack. */
const UNDER_ATTACK = 30;
const PER_PAIR_UNDER_ATTACK = 2;
/** Wrong codes for one name, from wherever, in the window. Three of a million are right at a time. */
const MOST_CODES = 10;
const MOST_WAITS = 10_000;

/** Thrown with the seconds to wait, for `Retry-After`. */
export class TooManyAttempts extends AppError {
  readonly seconds: number;

  constructor(seconds: number) {
    super('too-many', `Too many failed attempts: try again in ${seconds} seconds.`);
    this.seconds = seconds;
  }
}

export interface LogonLimits {
  /** Counts an attempt before it is judged, so that many at once count too. Throws TooManyAttempts. */
  enter(address: string, name: string): Promise<void>;
  /** The attempt was good: nothing is held against this address and name. */
  succeed(address: string, name: string): Promise<void>;
  /** Counts a code before it is judged; whether too many were wrong lately. */
  enterCode(name: string): Promise<boolean>;
  /** The code was right: it is not held against the name. */
  goodCode(name: string): Promise<void>;
}

export function logonLimits(now: () => number = Date.now): LogonLimits {
  const byAddress = counter();
  const byPair = counter();
  const byName = counter();
  const codes = counter();
  /** When the next attempt of an address for a name may come, in milliseconds since 1970. */
  const waits = new Map<string, number>();

  const refuseUntil = (until: number): void => {
    if (until > now()) throw new TooManyAttempts(Math.ceil((until - now()) / 1000));
  };
  return {
    async enter(address, name) {
      const place = placeOf(address);
      const pair = pairOf(place, name);
      refuseUntil(waits.get(pair) ?? 0);
      const ofAddress = await byAddress.penalty(place);
      // Before names are counted, so that one address cannot fill the memory with them.
      if (ofAddress.consumedPoints > PER_ADDRESS) refuseUntil(now() + ofAddress.msBeforeNext);
      const [ofPair, ofName] = await Promise.all([
        byPair.penalty(pair),
        byName.penalty(nameOf(name)),
      ]);
      // Asked again: others may have come in while these were counted.
      refuseUntil(waits.get(pair) ?? 0);
      const attacked = ofName.consumedPoints > UNDER_ATTACK;
      const over = ofPair.consumedPoints - (attacked ? PER_PAIR_UNDER_ATTACK : PER_PAIR);
      // The last allowed attempt is still judged; the next one waits.
      if (over >= 0) waits.set(pair, now() + 1000 * Math.min(2 ** (over + 1), WINDOW_S));
      if (waits.size > MOST_WAITS) forget(waits, now());
    },
    async succeed(address, name) {
      const place = placeOf(address);
      waits.delete(pairOf(place, name));
      await Promise.all([
        byAddress.reward(place),
        byPair.delete(pairOf(place, name)),
        byName.reward(nameOf(name)),
      ]);
    },
    async enterCode(name) {
      return (await codes.penalty(nameOf(name))).consumedPoints > MOST_CODES;
    },
    async goodCode(name) {
      await codes.reward(nameOf(name));
    },
  };
}

function counter(): RateLimiterMemory {
  // What is allowed is judged here; the library counts and forgets.
  return new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S });
}

function forget(waits: Map<string, number>, now: number): void {
  for (const [pair, until] of waits) if (until <= now) waits.delete(pair);
}

function pairOf(place: string, name: string): string {
  return `${place} ${nameOf(name)}`;
}

function nameOf(name: string): string {
  return name.toLowerCase();
}
