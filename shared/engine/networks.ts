/**
 * Which entry of a list of networks holds an address: one binary search for each prefix length that
 * occurs in the list, so the cost hardly grows with the number of entries. The most specific entry
 * that has not ended wins; the order of the list plays no part.
 *
 * The table is plain typed arrays: 100,000 networks can be read in one thread and handed to another
 * without a copy, and do not weigh on the garbage collector of the thread that answers peers.
 */
import type { Ip } from '../address/ip.js';
import { networkAround, networkToCidr, type Network } from '../address/network.js';

/** The networks of one family and prefix length, by their first address, ascending. */
interface Level<Starts> {
  readonly prefix: number;
  readonly starts: Starts;
  /** When each ends, in milliseconds since 1970; Infinity where it does not. */
  readonly until: Float64Array;
}

/** Levels by descending prefix length. An IPv6 start is two elements, the upper half first. */
export interface NetworkTable {
  readonly 4: readonly Level<Uint32Array>[];
  readonly 6: readonly Level<BigUint64Array>[];
}

export interface FoundNetwork {
  readonly cidr: string;
}

const LOWER = (1n << 64n) - 1n;

export class NetworkIndex {
  readonly #table: NetworkTable;

  constructor(table: NetworkTable) {
    this.#table = table;
  }

  /** The most specific entry that holds the address at that instant. */
  find(ip: Ip, at: number): FoundNetwork | null {
    const table = this.#table;
    const levels = ip.family === 4 ? table[4] : table[6];
    for (const level of levels) {
      const network = networkAround(ip, level.prefix);
      const place = placeIn(level, network.ip);
      if (place >= 0 && at < level.until[place]!) return { cidr: networkToCidr(network) };
    }
    return null;
  }
}

/** Gathers networks; `table` sorts them. */
export class NetworkTableBuilder {
  readonly #four = new Map<number, Map<number, number>>();
  readonly #six = new Map<number, Map<bigint, number>>();

  /** Adds an entry; false when the very network is there already. */
  add({ ip, prefix }: Network, until: number): boolean {
    return ip.family === 4
      ? put(this.#four, prefix, ip.value, until)
      : put(this.#six, prefix, ip.value, until);
  }

  table(): NetworkTable {
    return {
      4: descending(this.#four).map(([prefix, entries]) => {
        const starts = Uint32Array.from(entries.keys()).toSorted();
        return { prefix, starts, until: Float64Array.from(starts, (start) => entries.get(start)!) };
      }),
      6: descending(this.#six).map(([prefix, entries]) => {
        const starts = [...entries.keys()].toSorted((a, b) => (a < b ? -1 : 1));
        return {
          prefix,
          starts: BigUint64Array.from(starts.flatMap((start) => [start >> 64n, start & LOWER])),
          until: Float64Array.from(starts, (start) => entries.get(start)!),
        };
      }),
    };
  }
}

/** The buffers of a table, to hand it to another thread without a copy. */
export function buffersOf(table: NetworkTable): ArrayBuffer[] {
  const arrays = [...table[4], ...table[6]].flatMap(({ starts, until }) => [starts, until]);
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

function put<K>(
  levels: Map<number, Map<K, number>>,
  prefix: number,
  start: K,
  until: number,
): boolean {
  const level = levels.get(prefix) ?? new Map<K, number>();
  levels.set(prefix, level);
  if (level.has(start)) return false;
  level.set(start, until);
  return true;
}

function descending<K>(levels: Map<number, K>): [number, K][] {
  return [...levels].toSorted(([a], [b]) => b - a);
}

/** The place of a network's first address in its level; negative when it is not there. */
function placeIn({ starts, prefix }: Level<Uint32Array | BigUint64Array>, ip: Ip): number {
  if (ip.family === 4) return search(starts.length, (i) => (starts[i] as number) - ip.value);
  const [upper, lower] = [ip.value >> 64n, ip.value & LOWER];
  return search(starts.length / 2, (i) => {
    const difference = (starts[2 * i] as bigint) - upper;
    const order =
      difference === 0n && prefix > 64 ? (starts[2 * i + 1] as bigint) - lower : difference;
    return order < 0n ? -1 : order > 0n ? 1 : 0;
  });
}

/** The place at which `compare` is 0, in ascending order; -1 when there is none. */
function search(length: number, compare: (place: number) => number): number {
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compare(middle);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
