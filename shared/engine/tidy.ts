/**
 * Rows that do nothing, or will soon do nothing: in the way of whoever reads the rules.
 *
 * Promise: to remove a row that has ended, is a duplicate, lies inside another, is under the never-list or
 * is overruled changes no decision, now or later; the other kinds are for a person to judge.
 */
import type { NetworkEntry, Route, Rules } from '../rules/schema.js';
import { addressToText, internalToText, neverToText, routeToText } from '../rules/text.js';
import type { RoutingUse } from '../api/rule-use.js';
import { endOf } from './compile.js';
import { hasAll, joined } from './address-set.js';
import {
  byAddress,
  listedNetworks,
  nested,
  rangesOf,
  type ListedNetwork,
} from './listed-networks.js';

export const TIDY_KINDS = [
  'duplicate',
  'ended',
  'never',
  'inside',
  'overruled',
  'to-itself',
  'ends-soon',
  'unused',
] as const;
/**
 * `duplicate`: the same stands before it; cannot be saved. `ended`: its time has passed. `never`: the
 * never-list takes all of it. `inside`: an entry of the same list holds it that does not end before.
 * `overruled`: other rows are met wherever this one could be. `to-itself`: rewrites a name to itself.
 * `unused`: matched nothing in 30 days, or as far back as the log goes.
 */
export type TidyKind = (typeof TIDY_KINDS)[number];

export const LISTS = ['routes', 'addresses', 'internalAddresses', 'never'] as const;
export type ListName = (typeof LISTS)[number];

export interface TidyRow {
  readonly kind: TidyKind;
  readonly list: ListName;
  /** The place in its list. */
  readonly index: number;
  /** The place of the entry that makes it so, in the same list, or in the never-list; null where it is none or several. */
  readonly by: number | null;
  /** ISO 8601, of an unused row: when it was last used, or null where that is before the log. */
  readonly lastUsed?: string | null;
}

const DAY_MS = 86_400_000;
const SOON_MS = 7 * DAY_MS;
/** A log that goes back less far says nothing about what is never used. */
const LEAST_LOG_MS = 7 * DAY_MS;

/** Every row to tidy, each once, by what matters most about it. */
export function tidyRows(rules: Rules, at: string, use: RoutingUse | null): readonly TidyRow[] {
  const now = Date.parse(at);
  const found = new Map<string, TidyRow>();
  const note = (row: TidyRow) => {
    const key = `${row.list} ${row.index}`;
    const known = found.get(key);
    if (!known || rankOf(row) < rankOf(known)) found.set(key, row);
  };
  for (const row of lives(rules, now)) note(row);
  for (const row of repeated(rules)) note(row);
  for (const row of shadowedNetworks(rules, now)) note(row);
  for (const row of idleRoutes(rules, now)) note(row);
  if (use) for (const row of unused(rules, use, now)) note(row);
  return [...found.values()].toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) || LISTS.indexOf(a.list) - LISTS.indexOf(b.list) || a.index - b.index,
  );
}

function rankOf({ kind }: TidyRow): number {
  return TIDY_KINDS.indexOf(kind);
}

function* lives(rules: Rules, now: number): Generator<TidyRow> {
  for (const list of LISTS) {
    for (const [index, entry] of entriesOf(rules, list).entries()) {
      const end = endOf(entry);
      if (end <= now) yield { kind: 'ended', list, index, by: null };
      else if (end - now <= SOON_MS) yield { kind: 'ends-soon', list, index, by: null };
    }
  }
}

function* repeated(rules: Rules): Generator<TidyRow> {
  for (const list of LISTS) {
    const seen = new Map<string, number>();
    for (const [index, entry] of entriesOf(rules, list).entries()) {
      const name =
        'network' in entry ? entry.network : 'address' in entry ? entry.address : entry.domain;
      const by = seen.get(name);
      if (by === undefined) seen.set(name, index);
      else yield { kind: 'duplicate', list, index, by };
    }
  }
}

function* shadowedNetworks({ restrictions }: Rules, now: number): Generator<TidyRow> {
  const never = listedNetworks(restrictions.never.entries);
  const addresses = listedNetworks(restrictions.addresses.entries);
  yield* inside('addresses', addresses, now);
  yield* inside('never', never, now);
  yield* underNever(addresses, never, now);
}

function* inside(
  list: ListName,
  listed: readonly ListedNetwork[],
  now: number,
): Generator<TidyRow> {
  for (const [network, around] of nested(listed.filter(({ end }) => now < end))) {
    const by = around.find(({ end }) => end >= network.end);
    if (by) yield { kind: 'inside', list, index: network.index, by: by.index };
  }
}

/** Permitted entries of which the never-list leaves nothing as long as they last. */
function* underNever(
  addresses: readonly ListedNetwork[],
  never: readonly ListedNetwork[],
  now: number,
): Generator<TidyRow> {
  const alive = ({ end }: ListedNetwork) => now < end;
  const lasting = joined(rangesOf(never.filter(({ end }) => end === Infinity)));
  const refusing = new Set(never.filter(alive));
  const all = [...refusing, ...addresses.filter(alive)].toSorted(byAddress);
  for (const [network, around] of nested(all)) {
    if (refusing.has(network)) continue;
    const { index, end } = network;
    const by = around.find((wide) => refusing.has(wide) && wide.end >= end);
    if (by) yield { kind: 'never', list: 'addresses', index, by: by.index };
    else if (hasAll(lasting[network.family], network))
      yield { kind: 'never', list: 'addresses', index, by: null };
  }
}

/** `name` is met by nothing where both `#name` and `.name` stand: the one wins at the name, the other below it. */
function* idleRoutes({ routes, reroute }: Rules, now: number): Generator<TidyRow> {
  const counts = (route: Route) => (reroute || route.to.kind === 'inbound') && now < endOf(route);
  const rows = new Map(routes.filter(counts).map((route) => [route.domain, route]));
  for (const [index, route] of routes.entries()) {
    if (!counts(route)) continue;
    const { domain, to } = route;
    if (to.kind === 'domain' && to.domain === domain.replace(/^#/, '')) {
      yield { kind: 'to-itself', list: 'routes', index, by: null };
    }
    const [exact, below] = [rows.get(`#${domain}`), rows.get(`.${domain}`)];
    if (exact && below && Math.min(endOf(exact), endOf(below)) >= endOf(route)) {
      yield { kind: 'overruled', list: 'routes', index, by: null };
    }
  }
}

/** Not the never-list: that nobody has tried to get past it is no reason to open it. */
function* unused(
  rules: Rules,
  { since, rules: used }: RoutingUse,
  now: number,
): Generator<TidyRow> {
  const hasLog = since !== null && now - Date.parse(since) >= LEAST_LOG_MS;
  for (const list of LISTS) {
    if (list === 'never' || isInert(rules, list)) continue;
    for (const [index, entry] of entriesOf(rules, list).entries()) {
      if (!rules.reroute && 'domain' in entry && entry.to.kind !== 'inbound') continue;
      const found = used[ruleText(list, entry)];
      if (found ? found.decisions > 0 : !hasLog) continue;
      yield { kind: 'unused', list, index, by: null, lastUsed: found?.lastUsed ?? null };
    }
  }
}

/** Kept without effect: that it matches nothing says nothing about its entries. */
function isInert({ reroute, restrictions }: Rules, list: Exclude<ListName, 'never'>): boolean {
  if (list === 'routes') return false;
  return !reroute || !restrictions[list].enabled;
}

type Entry = Rules['restrictions']['internalAddresses']['entries'][number] | NetworkEntry | Route;

export function entriesOf(rules: Rules, list: ListName): readonly Entry[] {
  return list === 'routes' ? rules.routes : rules.restrictions[list].entries;
}

/** The text form of an entry, as the log and the trace have it. */
export function ruleText(list: ListName, entry: Entry): string {
  if ('domain' in entry) return routeToText(entry);
  if ('address' in entry) return internalToText(entry);
  return list === 'never' ? neverToText(entry) : addressToText(entry);
}
