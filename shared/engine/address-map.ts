/**
 * A picture of IPv4: a network cut into 16 by 16 parts, and of each part how much may relay, how much
 * never may, and whether it is private.
 */
import type { AddressSet } from './address-set.js';
import { NOT_PUBLIC } from './permitted.js';

/** Ranges of IPv4 as pairs of numbers, first and last: light enough to be handed to another thread. */
export type Pairs = Float64Array;

export interface MapPart {
  /** First address, as a number. */
  readonly first: number;
  readonly size: number;
  /** How many of its addresses may relay. */
  readonly permitted: number;
  /** How many of them never may. */
  readonly never: number;
  readonly isPrivate: boolean;
}

/** By how many leading bits a network is known that is cut into parts. */
export type MapPrefix = 0 | 8 | 16 | 24;

const PARTS = 256;

export function pairsOf(set: AddressSet): Pairs {
  return Float64Array.from(set[4].flatMap(({ first, last }) => [Number(first), Number(last)]));
}

const PRIVATE = pairsOf(NOT_PUBLIC);

/** The parts of the network that begins at `first`; they are eight bits narrower. */
export function addressMap(
  permitted: Pairs,
  never: Pairs,
  first: number,
  prefix: MapPrefix,
): readonly MapPart[] {
  const size = 2 ** (24 - prefix);
  return Array.from({ length: PARTS }, (_, i) => {
    const start = first + i * size;
    return {
      first: start,
      size,
      permitted: countIn(permitted, start, size),
      never: countIn(never, start, size),
      isPrivate: countIn(PRIVATE, start, size) === size,
    };
  });
}

/** How many addresses of a part are in sorted, disjoint ranges. */
function countIn(pairs: Pairs, first: number, size: number): number {
  const last = first + size - 1;
  let [low, high] = [0, pairs.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[2 * middle + 1]! < first) low = middle + 1;
    else high = middle;
  }
  let count = 0;
  for (let i = low; i < pairs.length / 2 && pairs[2 * i]! <= last; i += 1) {
    count += Math.min(pairs[2 * i + 1]!, last) - Math.max(pairs[2 * i]!, first) + 1;
  }
  return count;
}
