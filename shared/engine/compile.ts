/**
 * Turns rules into the immutable, indexed form that `decide` reads. What one row alone cannot show
 * (duplicates, rewrite cycles) is found here; each fault comes with its path in the rules.
 *
 * Promise: `compileSteps` works on a few hundred entries between two yields, so that a process that has
 * peers to answer can compile beside them. Known weakness: a list of networks is sorted in one go (some
 * 20 ms for 100,000); who cannot wait has `compileNetworks` done in another thread.
 */
import { ipFromText, ipToText, standardIpText } from '../address/ip.js';
import { networkFromText, networkToCidr } from '../address/network.js';
import type { Issue } from '../api/errors.js';
import { RELAY_TEXT } from '../rules/text.js';
import type { NetworkEntry, Rules } from '../rules/schema.js';
import type { Host } from './decision.js';
import { NetworkIndex, NetworkTableBuilder, type NetworkTable } from './networks.js';
import { isSentTo, RouteIndex, type IndexedRoute } from './routes.js';

export interface Compiled {
  readonly revision: number;
  readonly reroute: boolean;
  readonly routes: RouteIndex;
  readonly authenticated: boolean;
  readonly addresses: { readonly enabled: boolean; readonly index: NetworkIndex };
  readonly internalAddresses: {
    readonly enabled: boolean;
    readonly index: ReadonlyMap<string, { readonly address: string; readonly until: number }>;
  };
  readonly never: NetworkIndex;
  readonly host: Host;
  /** `host.addresses` in standard form. */
  readonly ownAddresses: ReadonlySet<string>;
}

/**
 * `compiled` beside issues: every row could be read, but some rewrite in a circle. Such rules cannot
 * be stored; a draft of them can be tried, and rejects what goes round.
 */
export type Compilation =
  | { readonly ok: true; readonly compiled: Compiled }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly compiled?: Compiled };

const SLICE = 256;

export function compile(rules: Rules, host: Host, revision = 0): Compilation {
  const steps = compileSteps(rules, host, revision);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The two lists of networks, compiled: what another thread can have done before. */
export interface CompiledNetworks {
  readonly addresses: NetworkTable;
  readonly never: NetworkTable;
}

/** Compiles the lists of networks alone. Faults are added to `issues`. */
export function* compileNetworks(
  { restrictions }: Pick<Rules, 'restrictions'>,
  issues: Issue[],
): Generator<void, CompiledNetworks, void> {
  const { addresses, never } = restrictions;
  return {
    addresses: yield* compileList(addresses.entries, 'restrictions.addresses.entries', issues),
    never: yield* compileList(never.entries, 'restrictions.never.entries', issues),
  };
}

/** `compile` in slices: yields between them. `networks` stand in for the lists of networks in `rules`. */
export function* compileSteps(
  rules: Rules,
  host: Host,
  revision = 0,
  networks?: CompiledNetworks,
): Generator<void, Compilation, void> {
  const issues: Issue[] = [];
  const { restrictions } = rules;
  const routes = yield* compileRoutes(rules, issues);
  const { addresses, never } = networks ?? (yield* compileNetworks(rules, issues));
  const internal = yield* compileInternal(rules, issues);
  const compiled: Compiled = Object.freeze({
    revision,
    reroute: rules.reroute,
    routes,
    authenticated: restrictions.authenticated,
    addresses: { enabled: restrictions.addresses.enabled, index: new NetworkIndex(addresses) },
    internalAddresses: { enabled: restrictions.internalAddresses.enabled, index: internal },
    never: new NetworkIndex(never),
    host,
    ownAddresses: new Set(host.addresses.map(standardIpText)),
  });
  if (issues.length > 0) return { ok: false, issues };
  const cycles = yield* findCycles(rules, routes);
  return cycles.length > 0 ? { ok: false, issues: cycles, compiled } : { ok: true, compiled };
}

/** The instant an entry ends, in milliseconds since 1970; Infinity where it does not. */
export function endOf(entry: { readonly until?: string | undefined }): number {
  return entry.until === undefined ? Infinity : Date.parse(entry.until);
}

function* compileRoutes(rules: Rules, issues: Issue[]): Generator<void, RouteIndex, void> {
  const index = new RouteIndex();
  for (const [i, route] of rules.routes.entries()) {
    if (i % SLICE === SLICE - 1) yield;
    const path = `routes.${i}.domain`;
    if (!isSentTo(route.domain)) {
      issues.push({ path, message: `“${route.domain}” is not a domain.` });
    } else if (!index.add({ route, until: endOf(route) })) {
      issues.push({ path, message: `There is a row for ${route.domain} already.` });
    }
  }
  return index;
}

function* compileList(
  entries: readonly NetworkEntry[],
  path: string,
  issues: Issue[],
): Generator<void, NetworkTable, void> {
  const builder = new NetworkTableBuilder();
  for (const [i, entry] of entries.entries()) {
    if (i % SLICE === SLICE - 1) yield;
    const at = `${path}.${i}.network`;
    const network = networkFromText(entry.network);
    if (!network.ok) {
      const [suggestion] = network.suggestions;
      issues.push({ path: at, message: network.message, ...(suggestion && { suggestion }) });
    } else if (!builder.add(network.value, endOf(entry))) {
      const cidr = networkToCidr(network.value);
      issues.push({ path: at, message: `${cidr} is in this list already.` });
    }
  }
  return builder.table();
}

function* compileInternal(
  rules: Rules,
  issues: Issue[],
): Generator<void, Map<string, { address: string; until: number }>, void> {
  const index = new Map<string, { address: string; until: number }>();
  for (const [i, entry] of rules.restrictions.internalAddresses.entries.entries()) {
    if (i % SLICE === SLICE - 1) yield;
    const path = `restrictions.internalAddresses.entries.${i}.address`;
    const ip = ipFromText(entry.address);
    if (!ip) {
      issues.push({ path, message: `“${entry.address}” is not an IP address.` });
      continue;
    }
    const address = ipToText(ip);
    if (index.has(address)) issues.push({ path, message: `${address} is in this list already.` });
    else index.set(address, { address, until: endOf(entry) });
  }
  return index;
}

/** Rewriting rows whose chain comes back to a name it has been at (KB Q190021: "Too Many Hops"). */
function* findCycles(rules: Rules, routes: RouteIndex): Generator<void, Issue[], void> {
  const issues: Issue[] = [];
  for (const [i, { domain, to }] of rules.routes.entries()) {
    if (i % SLICE === SLICE - 1) yield;
    if (to.kind !== 'domain') continue;
    const { cycle, rows } = routes.follow(to.domain, () => true);
    if (!cycle) continue;
    const names = [domain, to.domain, ...rows.map(rewrittenTo)].slice(0, 6).join(' → ');
    issues.push({ path: `routes.${i}.to.domain`, message: `This rewrites in a circle: ${names}.` });
  }
  return issues;
}

function rewrittenTo({ route }: IndexedRoute): string {
  return route.to.kind === 'domain' ? route.to.domain : RELAY_TEXT;
}
