/**
 * Sets of addresses as sorted, disjoint ranges: what may relay without logging on, computed exactly
 * from the rules instead of guessed from the number of entries.
 */
import { networkFromText, width, type Network } from '../address/network.js';

/** From `first` to `last`, both included, as unsigned numbers of the family's width. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

export interface AddressSet {
  readonly 4: readonly Range[];
  readonly 6: readonly Range[];
}

/** The union of networks in any accepted form; what cannot be read holds no address. */
export function unionOf(networks: readonly string[]): AddressSet {
  const ranges: { 4: Range[]; 6: Range[] } = { 4: [], 6: [] };
  for (const text of networks) {
    const network = networkFromText(text);
    if (network.ok) ranges[network.value.ip.family].push(rangeOf(network.value));
  }
  return joined(ranges);
}

/** Ranges in any order, overlapping or not, as a set. */
export function joined(ranges: AddressSet): AddressSet {
  return { 4: merged([...ranges[4]]), 6: merged([...ranges[6]]) };
}

/** What is in `a` and not in `b`. */
export function difference(a: AddressSet, b: AddressSet): AddressSet {
  return { 4: without(a[4], b[4]), 6: without(a[6], b[6]) };
}

/** The place of the first range that ends at an address or after it. */
export function placeFrom(ranges: readonly Range[], first: bigint): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.last < first) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a set has every address of a range. */
export function hasAll(ranges: readonly Range[], { first, last }: Range): boolean {
  const range = ranges[placeFrom(ranges, first)];
  return range !== undefined && range.first <= first && last <= range.last;
}

/** How many addresses of a family are in the set. */
export function sizeOf(set: AddressSet, family: 4 | 6): bigint {
  return set[family].reduce((size, { first, last }) => size + last - first + 1n, 0n);
}

export function rangeOf({ ip, prefix }: Network): Range {
  const first = BigInt(ip.value);
  return { first, last: first + (1n << BigInt(width(ip) - prefix)) - 1n };
}

function merged(ranges: Range[]): Range[] {
  ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const result: Range[] = [];
  for (const range of ranges) {
    const previous = result.at(-1);
    if (!previous || range.first > previous.last + 1n) result.push(range);
    else if (range.last > previous.last)
      result[result.length - 1] = { ...previous, last: range.last };
  }
  return result;
}

/** Both sorted and disjoint: one walk over the two. */
function without(from: readonly Range[], taken: readonly Range[]): Range[] {
  const result: Range[] = [];
  let next = 0;
  for (const { first, last } of from) {
    let start = first;
    while (next < taken.length && taken[next]!.last < start) next += 1;
    for (let i = next; i < taken.length && taken[i]!.first <= last; i += 1) {
      if (taken[i]!.first > start) result.push({ first: start, last: taken[i]!.first - 1n });
      if (taken[i]!.last + 1n > start) start = taken[i]!.last + 1n;
    }
    if (start <= last) result.push({ first: start, last });
  }
  return result;
}
