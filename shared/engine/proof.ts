/**
 * The proof: who may relay without logging on, computed from the rules instead of tried out. Every
 * permitted network, less the entries of the never-list inside it; beside it who else may.
 *
 * Promise: `permitted` holds an address exactly when `decide` relays for it to a domain that no row
 * covers, without an account and not by way of an internal address, at that instant. With 100,000
 * entries it takes less than a second, and what comes out is numbers that weigh little.
 */
import { difference, sizeOf, type AddressSet } from './address-set.js';
import {
  holds,
  listedNetworks,
  outermost,
  rangesOf,
  type ListedNetwork,
} from './listed-networks.js';
import { inForce, publicIn, publicPermit, type PublicPermit } from './permitted.js';
import type { InternalEntry, NetworkEntry, Route, Rules } from '../rules/schema.js';

export interface Proof {
  /** Why nobody is permitted by address, whatever the list says; null when the list counts. */
  readonly inert: 'not-rerouting' | 'not-ticked' | null;
  /**
   * The list, two numbers a row: the place of the permitted entry, and that of the entry of the
   * never-list that takes something from it, or -1 for the permitted entry itself.
   */
  readonly rows: Int32Array;
  readonly permitted: AddressSet;
  /** What the never-list holds. */
  readonly never: AddressSet;
  /** How many IPv4 addresses may relay. */
  readonly ipv4: number;
  /** How many IPv6 networks of the list hold one that may. */
  readonly ipv6: number;
  readonly public: PublicPermit;
  /** The same once entries of the never-list have ended; null where that changes nothing. */
  readonly publicLater: PublicPermit | null;
  /** Everyone who connects to these may relay, the never-list excepted. */
  readonly internal: readonly InternalEntry[];
  /** Rows that take mail from everyone, the never-list excepted. */
  readonly overrides: readonly Route[];
}

/** One row of the list, as it is shown. */
export interface ProofRow {
  readonly entry: NetworkEntry;
  /** For a row of the never-list: the permitted entry that it takes from. */
  readonly from: NetworkEntry | null;
  readonly place: number;
}

export function proofOf(rules: Rules, at: string): Proof {
  const { addresses, never, internalAddresses } = rules.restrictions;
  const inert = !rules.reroute ? 'not-rerouting' : addresses.enabled ? null : 'not-ticked';
  const now = Date.parse(at);
  const alive = ({ end }: ListedNetwork) => now < end;
  const permits = inert ? [] : outermost(listedNetworks(addresses.entries).filter(alive));
  const refused = outermost(listedNetworks(never.entries).filter(alive));
  const taken = rangesOf(refused);
  const permitted = difference(rangesOf(permits), taken);
  const open = publicIn(permitted);
  const later = refused.some(({ end }) => end < Infinity) ? publicPermit(rules, at) : open;
  return {
    inert,
    rows: rowsOf(permits, refused),
    permitted,
    never: taken,
    ipv4: Number(sizeOf(permitted, 4)),
    ipv6: holding(permits, permitted),
    public: open,
    publicLater: later.size > open.size ? later : null,
    internal:
      rules.reroute && internalAddresses.enabled ? inForce(internalAddresses.entries, at) : [],
    overrides: rules.reroute
      ? inForce(rules.routes, at).filter(({ alwaysRelay }) => alwaysRelay === true)
      : [],
  };
}

/** A row of the list; `rules` are those of the proof. */
export function proofRow(
  { restrictions }: Rules,
  { rows }: Pick<Proof, 'rows'>,
  row: number,
): ProofRow {
  const [permit, taken] = [rows[2 * row]!, rows[2 * row + 1]!];
  const from = restrictions.addresses.entries[permit]!;
  if (taken < 0) return { entry: from, from: null, place: permit };
  return { entry: restrictions.never.entries[taken]!, from, place: taken };
}

/** Both sorted and disjoint: one walk over the two. */
function rowsOf(permits: readonly ListedNetwork[], refused: readonly ListedNetwork[]): Int32Array {
  const rows: number[] = [];
  let next = 0;
  for (const permit of permits) {
    rows.push(permit.index, -1);
    while (next < refused.length && isBefore(refused[next]!, permit)) next += 1;
    for (let i = next; i < refused.length && meet(refused[i]!, permit); i += 1) {
      rows.push(permit.index, refused[i]!.index);
    }
  }
  return Int32Array.from(rows);
}

function isBefore(a: ListedNetwork, b: ListedNetwork): boolean {
  return a.family < b.family || (a.family === b.family && a.last < b.first);
}

function meet(a: ListedNetwork, b: ListedNetwork): boolean {
  return holds(a, b) || holds(b, a);
}

/** IPv6 networks of which something is left. */
function holding(permits: readonly ListedNetwork[], permitted: AddressSet): number {
  const ranges = permitted[6];
  let next = 0;
  let count = 0;
  for (const { family, first, last } of permits) {
    if (family === 4) continue;
    while (next < ranges.length && ranges[next]!.last < first) next += 1;
    if (next < ranges.length && ranges[next]!.first <= last) count += 1;
  }
  return count;
}
