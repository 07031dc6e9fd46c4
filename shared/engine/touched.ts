/**
 * Which requests two rule sets can decide otherwise: those that an entry which is not the same in both could
 * meet. All others need not be asked about.
 *
 * Promise: never too few. Known weakness: sometimes too many; a change of the mode touches them all.
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

/** Null: any request. */
export function touchedBy(before: Rules, after: Rules): Touched | null {
  if (before.reroute !== after.reroute) return null;
  const [was, is] = [before.restrictions, after.restrictions];
  const networks = [
    ...differing(was.never.entries, is.never.entries, ({ network }) => network),
    ...differing(inForce(was.addresses), inForce(is.addresses), ({ network }) => network),
  ];
  const addresses = differing(
    inForce(was.internalAddresses),
    inForce(is.internalAddresses),
    ({ address }) => address,
  );
  return {
    networks: networks.flatMap((text) => {
      const network = networkFromText(text);
      return network.ok ? [network.value] : [];
    }),
    localAddresses: new Set(addresses.map(standardIpText)),
    loggedOn: was.authenticated !== is.authenticated,
    domain: touchedDomain(before.routes, after.routes),
  };
}

function inForce<T>({ enabled, entries }: { enabled: boolean; entries: readonly T[] }) {
  return enabled ? entries : [];
}

/** Keys of the entries that are not the same in both. */
function differing<T>(
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
  before: readonly Route[],
  after: readonly Route[],
): ((domain: string) => boolean) | null {
  const names = new Set(differing(before, after, ({ domain }) => domain).map(nameOf));
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
  const rewriting = [...before, ...after].filter(({ to }) => to.kind === 'domain');
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
