/**
 * Who may relay without logging on, as an exact set of addresses: permitted networks minus the
 * never-list. How much of it is public decides whether a rule set is an open relay.
 */
import type { NetworkEntry, Rules } from '../rules/schema.js';
import { difference, sizeOf, unionOf, type AddressSet } from './address-set.js';
import { endOf } from './compile.js';

/** More public IPv4 addresses than this, or IPv6 wider than a /32, are an open relay (DESIGN section 6). */
const MOST_IPV4 = 65_536n;
const MOST_IPV6 = 1n << 96n;
/** Up to here IPv6 addresses are counted one by one. */
const MOST_COUNTED = 65_536n;

/** Addresses that no stranger has; documentation networks count as public, since nothing filters them. */
export const NOT_PUBLIC = unionOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/3',
  '4000::/2',
  '8000::/1',
]);

/**
 * The addresses that may relay without logging on, now or later: an entry of the never-list that is to
 * end takes nothing away, for no relay opens by itself at night.
 */
export function permittedSet(rules: Rules, at?: string): AddressSet {
  const { addresses, never } = rules.restrictions;
  if (!rules.reroute || !addresses.enabled) return { 4: [], 6: [] };
  const lasting = never.entries.filter(({ until }) => until === undefined);
  return difference(networksOf(inForce(addresses.entries, at)), networksOf(lasting));
}

/** The entries that have not ended at that instant; without one nothing has. */
export function inForce<T extends Mortal>(entries: readonly T[], at?: string): readonly T[] {
  const now = at === undefined ? -Infinity : Date.parse(at);
  return entries.filter((entry) => now < endOf(entry));
}

interface Mortal {
  readonly until?: string | undefined;
}

/** The public addresses among the permitted ones. */
export interface PublicPermit {
  /** How many, IPv4 and IPv6 together. */
  readonly size: bigint;
  /** More than an administrator can mean to serve (DESIGN section 6). */
  readonly isOpenRelay: boolean;
  /** `254 public IPv4 addresses`. */
  readonly text: string;
}

export function publicPermit(rules: Rules, at?: string): PublicPermit {
  return publicIn(permittedSet(rules, at));
}

/** The public addresses in a set. */
export function publicIn(set: AddressSet): PublicPermit {
  const open = difference(set, NOT_PUBLIC);
  const [v4, v6] = [sizeOf(open, 4), sizeOf(open, 6)];
  return { size: v4 + v6, isOpenRelay: v4 > MOST_IPV4 || v6 > MOST_IPV6, text: counted(v4, v6) };
}

function counted(v4: bigint, v6: bigint): string {
  const addresses = (count: bigint, family: string) =>
    `${count.toLocaleString('en')} public ${family} address${count === 1n ? '' : 'es'}`;
  // A number of IPv6 addresses says nothing to anybody; the prefix of a network that large does.
  const prefix = 128 - (v6.toString(2).length - 1);
  const more = v6 === 1n << BigInt(128 - prefix) ? '' : 'more than ';
  const parts = [
    ...(v4 > 0n ? [addresses(v4, 'IPv4')] : []),
    ...(v6 > 0n && v6 <= MOST_COUNTED ? [addresses(v6, 'IPv6')] : []),
    ...(v6 > MOST_COUNTED ? [`${more}a public IPv6 /${prefix}`] : []),
  ];
  return parts.join(' and ');
}

function networksOf(entries: readonly NetworkEntry[]): AddressSet {
  return unionOf(entries.map(({ network }) => network));
}
