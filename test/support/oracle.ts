/**
 * A second, naive reading of the decision (DESIGN section 5): plain loops over the lists, text
 * suffixes, bit strings. Slow, and shares no code with the engine, so that the two can be compared.
 */
import type { Route, Rules } from '../../shared/rules/schema.js';
import type { Verdict } from '../../shared/engine/decision.js';

export interface OracleRequest {
  /** Dotted quad. */
  readonly peer: string;
  readonly localAddress: string;
  readonly account: string | null;
  readonly local: string;
  readonly domain: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface OracleAnswer {
  readonly verdict: Verdict;
  readonly recipient: string;
}

export function oracle(rules: Rules, own: readonly string[], request: OracleRequest): OracleAnswer {
  const current = <T extends { until?: string | undefined }>(entries: readonly T[]): T[] =>
    entries.filter(({ until }) => until === undefined || request.at < new Date(until).getTime());
  const rows = current(rules.routes).filter(({ to }) => rules.reroute || to.kind === 'inbound');
  const passed: Route[] = [];
  const names = [request.domain.toLowerCase()];
  let last: Route | undefined;
  for (;;) {
    const name = names.at(-1)!;
    last = best(rows, name);
    if (last) passed.push(last);
    if (!last || last.to.kind !== 'domain' || last.to.domain === name) break;
    if (names.includes(last.to.domain)) return answer('reject', request, last.to.domain);
    names.push(last.to.domain);
  }
  const domain = names.length === 1 ? request.domain : names.at(-1)!;
  const odd = /[@%!:]/.test(request.local) || /^imcea[^@]*-/i.test(request.local);
  const encapsulated = odd && !/^imceaex-[^@%!:]*$/i.test(request.local);
  const literal = /^\[(.*)\]$/.exec(domain)?.[1];
  const mine = literal !== undefined && [...own, request.localAddress].includes(literal);
  if (last?.to.kind === 'inbound' || mine) {
    return answer(encapsulated ? 'reject' : 'inbound', request, domain);
  }
  if (!rules.reroute) return answer('reject', request, domain);
  const { authenticated, addresses, internalAddresses, never } = rules.restrictions;
  const listed = (entries: typeof never.entries) =>
    current(entries).some(({ network }) => covers(network, request.peer));
  if (listed(never.entries)) return answer('reject', request, domain);
  if (passed.some(({ alwaysRelay }) => alwaysRelay)) {
    return answer(encapsulated ? 'reject' : 'relay', request, domain);
  }
  const permitted =
    (authenticated && request.account !== null) ||
    (addresses.enabled && listed(addresses.entries)) ||
    (internalAddresses.enabled &&
      current(internalAddresses.entries).some(({ address }) => address === request.localAddress));
  return answer(permitted ? 'relay' : 'reject', request, domain);
}

/** The longest row that covers the name; an exact one counts as longer than any. */
function best(rows: readonly Route[], name: string): Route | undefined {
  let found: Route | undefined;
  let length = -1;
  for (const row of rows) {
    const { domain } = row;
    const exact = domain.startsWith('#');
    const hit = exact
      ? domain.slice(1) === name
      : domain.startsWith('.')
        ? name.endsWith(domain)
        : name === domain || (!name.endsWith(']') && name.endsWith(`.${domain}`));
    const weight = exact ? Infinity : domain.length;
    if (hit && weight > length) {
      found = row;
      length = weight;
    }
  }
  return found;
}

function covers(network: string, peer: string): boolean {
  const [address, prefix = '32'] = network.split('/');
  return bits(address!).slice(0, Number(prefix)) === bits(peer).slice(0, Number(prefix));
}

function bits(address: string): string {
  return address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
}

function answer(verdict: Verdict, { local }: OracleRequest, domain: string): OracleAnswer {
  return { verdict, recipient: `${local}@${domain}` };
}
