/**
 * The entries of a list of networks in the order of their addresses, the wider first: what lies inside
 * what is found by one walk, since two networks are either one inside the other or apart.
 */
import { networkFromText } from '../address/network.js';
import type { NetworkEntry } from '../rules/schema.js';
import { rangeOf, type AddressSet, type Range } from './address-set.js';
import { endOf } from './compile.js';

export interface ListedNetwork extends Range {
  readonly family: 4 | 6;
  /** Its place in the list. */
  readonly index: number;
  /** In milliseconds since 1970; Infinity where it does not end. */
  readonly end: number;
}

/** What cannot be read holds no address and is left out. */
export function listedNetworks(entries: readonly NetworkEntry[]): ListedNetwork[] {
  const listed: ListedNetwork[] = [];
  for (const [index, entry] of entries.entries()) {
    const network = networkFromText(entry.network);
    if (!network.ok) continue;
    const { family } = network.value.ip;
    const { first, last } = rangeOf(network.value);
    listed.push({ first, last, family, index, end: endOf(entry) }); // written out: a spread costs five times as much
  }
  return listed.toSorted(byAddress);
}

/** Those that lie in no other; of equal ones the first. */
export function outermost(listed: readonly ListedNetwork[]): ListedNetwork[] {
  const result: ListedNetwork[] = [];
  for (const network of listed) {
    const last = result.at(-1);
    if (!last || !holds(last, network)) result.push(network);
  }
  return result;
}

/** Each with those that it lies in, the innermost last. */
export function* nested(
  listed: readonly ListedNetwork[],
): Generator<readonly [ListedNetwork, readonly ListedNetwork[]]> {
  const around: ListedNetwork[] = [];
  for (const network of listed) {
    while (around.length > 0 && !holds(around.at(-1)!, network)) around.pop();
    yield [network, around];
    around.push(network);
  }
}

export function holds(wide: ListedNetwork, narrow: ListedNetwork): boolean {
  return wide.family === narrow.family && wide.first <= narrow.first && narrow.last <= wide.last;
}

/** As sets of addresses; sorted and disjoint only where the networks are. */
export function rangesOf(networks: readonly ListedNetwork[]): AddressSet {
  return {
    4: networks.filter(({ family }) => family === 4),
    6: networks.filter(({ family }) => family === 6),
  };
}

export function byAddress(a: ListedNetwork, b: ListedNetwork): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last === b.last ? 0 : a.last > b.last ? -1 : 1;
}
