/** Where an address goes: the rows its domain passes, and the next hop at their end. */
import { ipToText, type Ip } from '../address/ip.js';
import { mailboxFromText, mailboxKey, mailboxToText, type Mailbox } from '../address/mailbox.js';
import type { Compiled } from './compile.js';
import type { NextHop } from './decision.js';
import type { IndexedRoute } from './routes.js';

export interface Routed {
  /** As it will be delivered. */
  readonly mailbox: Mailbox;
  readonly rows: readonly IndexedRoute[];
  /** Whether a row passed overrides the restrictions. */
  readonly alwaysRelay: boolean;
  readonly cycle: boolean;
}

export function routeOf(compiled: Compiled, mailbox: Mailbox, at: number): Routed {
  const { reroute, routes } = compiled;
  const usable = (row: IndexedRoute) =>
    at < row.until && (reroute || row.route.to.kind === 'inbound');
  const key = mailboxKey(mailbox);
  const { rows, domain, cycle } = routes.follow(key, usable);
  const rewritten = domain === key ? mailbox : { ...mailbox, domain, literal: null };
  return {
    mailbox: rewritten,
    rows,
    alwaysRelay: rows.some(({ route }) => route.alwaysRelay === true),
    cycle,
  };
}

/** `user@[ip]` with an address of ours is our own mail (KB Q193316). */
export function isOwnLiteral(
  { ownAddresses }: Compiled,
  { literal }: Mailbox,
  localAddress: Ip | null,
): boolean {
  if (!literal) return false;
  const text = ipToText(literal);
  return ownAddresses.has(text) || (localAddress !== null && ipToText(localAddress) === text);
}

export function nextHopOf({ rows, mailbox }: Routed): NextHop {
  const to = rows.at(-1)?.route.to;
  if (to?.kind === 'host') return { kind: 'host', host: to.host, port: to.port };
  if (to?.kind === 'inbound') {
    const { host, port } = to;
    return host === undefined ? { kind: 'inbound' } : { kind: 'inbound', host, port: port ?? 25 };
  }
  return { kind: 'domain', domain: mailbox.domain };
}

/**
 * Where mail of our own, a bounce, goes: by the rows, without asking who may relay. Null when the
 * address cannot be read or goes round in a circle.
 */
export function routeOwnMail(
  compiled: Compiled,
  address: string,
  at: number,
): { address: string; nextHop: NextHop } | null {
  const read = mailboxFromText(address, compiled.host.siteDomain);
  if (!read.ok) return null;
  const routed = routeOf(compiled, read.value, at);
  if (routed.cycle) return null;
  const nextHop: NextHop = isOwnLiteral(compiled, routed.mailbox, null)
    ? { kind: 'inbound' }
    : nextHopOf(routed);
  return { address: mailboxToText(routed.mailbox), nextHop };
}
