/**
 * Which requests two rule sets can decide otherwise: those that an entry which is not the same in both could
 * meet. All others need not be asked about.
 *
 * Promise: never too few. Known weakness: sometimes too many.
 */
import { standardIpText } from '../address/ip.js';
import { networkFromText, type Network } from '../address/network.js';
import { apart } from '../rules/apart.js';
import { same } from '../rules/same.js';
import type { Route, Rules } from '../rules/schema.js';

export interface Touched {
  /** Peers in these. */
  readonly networks: readonly Network[];
  /** Local addresses in standard form. */
  readonly localAddresses: ReadonlySet<string>;
  /** Whoever has logged on. */
  readonly loggedOn: boolean;
  /** Recipients' domains; null: none is touched. */
  readonly domain: ((domain: string) => boolean) | null;
}

export function touchedBy(before: Rules, after: Rules): Touched {
  const [was, is] = [before.restrictions, after.restrictions];
  // The mode matters to whoever is permitted, and to rows that are not inbound: all others are rejected in both.
  const isMode = before.reroute !== after.reroute;
  const differing = isMode ? all : apartIn;
  const networks = [
    ...apartIn(was.never.entries, is.never.entries, ({ network }) => network),
    ...differing(inForce(was.addresses), inForce(is.addresses), ({ network }) => network),
  ];
  const addresses = differing(
    inForce(was.internalAddresses),
    inForce(is.internalAddresses),
    ({ address }) => address,
  );
  const names = new Set(
    [
      ...apartIn(before.routes, after.routes, ({ domain }) => domain),
      ...(isMode ? all(before.routes, after.routes, ({ domain }) => domain, isOutward) : []),
    ].map(nameOf),
  );
  return {
    networks: networks.flatMap((text) => {
      const network = networkFromText(text);
      return network.ok ? [network.value] : [];
    }),
    localAddresses: new Set(addresses.map(standardIpText)),
    loggedOn: isMode
      ? was.authenticated || is.authenticated
      : was.authenticated !== is.authenticated,
    domain: touchedDomain(names, [...before.routes, ...after.routes]),
  };
}

function isOutward({ to }: Route): boolean {
  return to.kind !== 'inbound';
}

function inForce<T>({ enabled, entries }: { enabled: boolean; entries: readonly T[] }) {
  return enabled ? entries : [];
}

/** Keys of all entries in either, or of those that are meant. */
function all<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (entry: T) => string,
  isMeant: (entry: T) => boolean = () => true,
): readonly string[] {
  return [...new Set([...before, ...after].filter(isMeant).map(keyOf))];
}

/** Keys of the entries that are not the same in both. */
function apartIn<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (entry: T) => string,
): readonly string[] {
  const { before: old, after: now } = apart(before, after);
  const left = new Map(old.map((entry) => [keyOf(entry), entry]));
  const keys: string[] = [];
  for (const entry of now) {
    const key = keyOf(entry);
    if (!same(left.get(key), entry)) keys.push(key);
    else left.delete(key);
  }
  return [...new Set([...keys, ...left.keys()])];
}

/** A row is met by its name and the names below; rows that rewrite to a touched name touch their own. */
function touchedDomain(
  names: Set<string>,
  rows: readonly Route[],
): ((domain: string) => boolean) | null {
  if (names.size === 0) return null;
  /** Its own name and those above it; an address literal is itself alone. */
  function touches(domain: string): boolean {
    if (names.has(domain)) return true;
    if (domain.startsWith('[')) return false;
    for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      if (names.has(domain.slice(dot + 1))) return true;
    }
    return false;
  }
  const rewriting = rows.filter(({ to }) => to.kind === 'domain');
  for (let known = -1; known < names.size;) {
    known = names.size;
    for (const { domain, to } of rewriting) {
      if (to.kind === 'domain' && touches(to.domain)) names.add(nameOf(domain));
    }
  }
  return touches;
}

function nameOf(sentTo: string): string {
  return sentTo.replace(/^[#.]/, '');
}
