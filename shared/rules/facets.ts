/**
 * The parts of the rules that change one by one: two switches, two boxes, five lists. Counting,
 * listing and merging changes go over these, so that a new part of the rules is one entry here.
 */
import { cidrToText } from '../address/network.js';
import {
  ADDRESSES,
  AUTHENTICATED,
  DO_NOT_REROUTE,
  INTERNAL,
  NEVER,
  plainLabel,
  REROUTE,
  ROUTE_TO,
  SENT_TO,
} from './labels.js';
import type { Rules } from './schema.js';
import { routeToText } from './text.js';

/** One entry of a list, with the key that says which one it is. */
export interface Keyed {
  readonly key: string;
  readonly value: unknown;
}

export interface Facet {
  readonly section: string;
  readonly isList: boolean;
  /** Entries of a list, or the one value of a box. */
  readonly values: (rules: Rules) => readonly unknown[];
  readonly keyOf: (value: unknown) => string;
  readonly read: (rules: Rules) => readonly Keyed[];
  readonly write: (rules: Rules, entries: readonly Keyed[]) => Rules;
  readonly text: (value: unknown) => string;
  /** Note and end of an entry, or an empty text; `sayEnd` says the instant. */
  readonly remark: (value: unknown, sayEnd: SayInstant) => string;
}

/** An ISO 8601 instant in words. What says it in the reader's own zone is known to the reader alone. */
export type SayInstant = (instant: string) => string;

/** `2026-12-31 17:00 UTC`: the same wherever it is said. */
export const sayUtc: SayInstant = (instant) => {
  const date = new Date(instant);
  if (Number.isNaN(date.valueOf())) return instant;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
};

type Restrictions = Rules['restrictions'];
type Entry = { readonly note?: string | undefined; readonly until?: string | undefined };

export const FACETS: readonly Facet[] = [
  one(
    'Routing',
    (rules) => rules.reroute,
    (rules, reroute) => ({ ...rules, reroute }),
    (reroute) => plainLabel(reroute ? REROUTE : DO_NOT_REROUTE),
  ),
  list(
    `${SENT_TO} → ${ROUTE_TO}`,
    (rules) => rules.routes,
    (rules, routes) => ({ ...rules, routes }),
    (route) => route.domain,
    (route) => routeToText(route).replace(/^route /, ''),
    life,
  ),
  box(
    AUTHENTICATED,
    (r) => r.authenticated,
    (r, authenticated) => ({ ...r, authenticated }),
  ),
  box(
    ADDRESSES,
    (r) => r.addresses.enabled,
    (r, enabled) => ({ ...r, addresses: { ...r.addresses, enabled } }),
  ),
  listOf(
    ADDRESSES,
    (r) => r.addresses.entries,
    (r, entries) => ({ ...r, addresses: { ...r.addresses, entries } }),
    (entry) => entry.network,
  ),
  box(
    INTERNAL,
    (r) => r.internalAddresses.enabled,
    (r, enabled) => ({ ...r, internalAddresses: { ...r.internalAddresses, enabled } }),
  ),
  listOf(
    INTERNAL,
    (r) => r.internalAddresses.entries,
    (r, entries) => ({ ...r, internalAddresses: { ...r.internalAddresses, entries } }),
    (entry) => entry.address,
  ),
  listOf(
    NEVER,
    (r) => r.never.entries,
    (r, entries) => ({ ...r, never: { ...r.never, entries } }),
    (entry) => entry.network,
  ),
  list(
    'Expectations',
    (rules) => rules.expectations,
    (rules, expectations) => ({ ...rules, expectations }),
    (expectation) => JSON.stringify(expectation.request),
    ({ request, verdict }) => `${request.peer} to ${request.recipient}: ${verdict}`,
    life,
  ),
];

function list<T>(
  section: string,
  read: (rules: Rules) => readonly T[],
  write: (rules: Rules, values: T[]) => Rules,
  keyOf: (value: T) => string,
  text: (value: T) => string,
  remark: (value: T, sayEnd: SayInstant) => string,
): Facet {
  return {
    section,
    isList: true,
    values: read,
    keyOf: (value) => keyOf(value as T),
    read: (rules) => read(rules).map((value) => ({ key: keyOf(value), value })),
    write: (rules, entries) =>
      write(
        rules,
        entries.map(({ value }) => value as T),
      ),
    text: (value) => text(value as T),
    remark: (value, sayEnd) => remark(value as T, sayEnd),
  };
}

function one(
  section: string,
  read: (rules: Rules) => boolean,
  write: (rules: Rules, value: boolean) => Rules,
  text: (value: boolean) => string,
): Facet {
  return {
    section,
    isList: false,
    values: (rules) => [read(rules)],
    keyOf: () => '',
    read: (rules) => [{ key: '', value: read(rules) }],
    write: (rules, [entry]) => (entry ? write(rules, entry.value === true) : rules),
    text: (value) => text(value === true),
    remark: () => '',
  };
}

function box(
  label: string,
  read: (restrictions: Restrictions) => boolean,
  write: (restrictions: Restrictions, value: boolean) => Restrictions,
): Facet {
  return one(
    plainLabel(label),
    (rules) => read(rules.restrictions),
    (rules, value) => ({ ...rules, restrictions: write(rules.restrictions, value) }),
    (ticked) => (ticked ? 'box ticked' : 'box not ticked'),
  );
}

function listOf<T extends Entry>(
  label: string,
  read: (restrictions: Restrictions) => readonly T[],
  write: (restrictions: Restrictions, entries: T[]) => Restrictions,
  keyOf: (entry: T) => string,
): Facet {
  return list(
    plainLabel(label),
    (rules) => read(rules.restrictions),
    (rules, entries) => ({ ...rules, restrictions: write(rules.restrictions, entries) }),
    keyOf,
    (entry) => cidrToText(keyOf(entry)),
    life,
  );
}

function life({ note, until }: Entry, sayEnd: SayInstant): string {
  const end = until === undefined ? '' : `ends ${sayEnd(until)}`;
  return [note ?? '', end].filter((part) => part !== '').join(', ');
}
