/**
 * Who may begin a session: how many there are, in all and of each address, and how fast they come.
 *
 * Promise: strangers never take the last places, so a permitted peer comes in however many of them there are;
 * a permitted peer is held up by the number of all sessions alone. Refusing costs two look-ups.
 */
import type { LimitReason } from '../../../shared/api/decisions.js';
import type { LimitSettings } from '../../../shared/api/limits.js';
import { placeOf } from '../../place.js';
import type { Admitted } from '../smtp/front.js';
import { WindowCounts } from './window-counts.js';

const MINUTE_MS = 60_000;

export class Admission {
  readonly #limits: () => LimitSettings;
  readonly #connections: WindowCounts;
  /** Sessions of strangers that are open, by place. */
  readonly #byPlace = new Map<string, number>();
  #permitted = 0;
  #strangers = 0;

  constructor(limits: () => LimitSettings, now: () => number = Date.now) {
    this.#limits = limits;
    this.#connections = new WindowCounts(MINUTE_MS, { now });
  }

  /** The place of a new session, or the limit that keeps it out. */
  enter(address: string, permitted: boolean): Admitted | LimitReason {
    const { sessions, reserve, sessionsPerAddress, connectionsPerMinute } = this.#limits();
    const all = this.#permitted + this.#strangers;
    if (permitted) return all < sessions ? this.#admit(null) : 'limit-sessions';
    const place = placeOf(address);
    if (connectionsPerMinute > 0 && !this.#connections.take(place, connectionsPerMinute)) {
      return 'limit-connections-per-address';
    }
    const own = this.#byPlace.get(place) ?? 0;
    if (sessionsPerAddress > 0 && own >= sessionsPerAddress) return 'limit-sessions-per-address';
    return all < sessions - reserve ? this.#admit(place) : 'limit-sessions';
  }

  sessions(): { readonly permitted: number; readonly others: number } {
    return { permitted: this.#permitted, others: this.#strangers };
  }

  /** `place`: of a stranger. */
  #admit(place: string | null): Admitted {
    let counted = place;
    let left = false;
    if (counted === null) this.#permitted += 1;
    else this.#add(counted, 1);
    return {
      permitted: place === null,
      trust: () => {
        if (left || counted === null) return;
        this.#add(counted, -1);
        counted = null;
        this.#permitted += 1;
      },
      leave: () => {
        if (left) return;
        left = true;
        if (counted === null) this.#permitted -= 1;
        else this.#add(counted, -1);
      },
    };
  }

  #add(place: string, one: 1 | -1): void {
    this.#strangers += one;
    const own = (this.#byPlace.get(place) ?? 0) + one;
    if (own > 0) this.#byPlace.set(place, own);
    else this.#byPlace.delete(place);
  }
}
