/**
 * Which entry of a list of networks holds an address: one hash look-up for each prefix length that
 * occurs in the list, so the cost does not grow with the number of entries. The most specific entry
 * that has not ended wins; the order of the list plays no part.
 */
import type { Ip } from '../address/ip.js';
import { networkAround, width, type Network } from '../address/network.js';

/** One entry of a list; `until` in milliseconds since 1970, Infinity for an entry without an end. */
export interface IndexedNetwork {
  readonly cidr: string;
  readonly until: number;
}

interface Level {
  readonly prefix: number;
  readonly entries: Map<number | bigint, IndexedNetwork>;
}

export class NetworkIndex {
  readonly #levels: { 4: Level[]; 6: Level[] } = { 4: [], 6: [] };

  /** Adds an entry; false when the very network is there already. */
  add(network: Network, entry: IndexedNetwork): boolean {
    const level = this.#level(network);
    if (level.entries.has(network.ip.value)) return false;
    level.entries.set(network.ip.value, entry);
    return true;
  }

  /** The most specific entry that holds the address at that instant. */
  find(ip: Ip, at: number): IndexedNetwork | null {
    for (const { prefix, entries } of this.#levels[ip.family]) {
      const entry = entries.get(start(ip, prefix));
      if (entry && at < entry.until) return entry;
    }
    return null;
  }

  #level({ ip, prefix }: Network): Level {
    const levels = this.#levels[ip.family];
    const found = levels.find((level) => level.prefix === prefix);
    if (found) return found;
    const level: Level = { prefix, entries: new Map() };
    levels.push(level);
    levels.sort((a, b) => b.prefix - a.prefix);
    return level;
  }
}

function start(ip: Ip, prefix: number): number | bigint {
  return prefix === width(ip) ? ip.value : networkAround(ip, prefix).ip.value;
}
