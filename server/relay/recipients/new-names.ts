/**
 * How many names that are not known yet one peer may have asked about: few enough that nobody can
 * find out by us who exists. IPv6 peers are counted by their /64, which is one customer.
 */
import { ipFromText } from '../../../shared/address/ip.js';
import { networkAround, networkToCidr } from '../../../shared/address/network.js';

const MOST = 30;
const WINDOW = 60_000;
/** Peers counted at once; beyond, the ones counted longest are forgotten. */
const MOST_PEERS = 10_000;

interface Count {
  /** Milliseconds since 1970. */
  readonly since: number;
  names: number;
}

export class NewNames {
  readonly #counts = new Map<string, Count>();

  /** Counts one more; false when that is too many. */
  take(peer: string, now: number): boolean {
    const place = placeOf(peer);
    let count = this.#counts.get(place);
    if (!count || now - count.since >= WINDOW) {
      count = { since: now, names: 0 };
      this.#counts.delete(place);
      this.#counts.set(place, count);
      if (this.#counts.size > MOST_PEERS) this.#counts.delete(this.#counts.keys().next().value!);
    }
    if (count.names >= MOST) return false;
    count.names += 1;
    return true;
  }
}

function placeOf(peer: string): string {
  const ip = ipFromText(peer);
  return ip?.family === 6 ? networkToCidr(networkAround(ip, 64)) : peer;
}
