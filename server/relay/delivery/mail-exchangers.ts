/**
 * The mail servers of a domain (RFC 5321 5.1): by MX in the order of preference, equal ones shuffled;
 * the domain's own addresses where it has no MX; nobody where it says so (RFC 7505).
 */
import { lenientIpv4, ipToText } from '../../../shared/address/ip.js';
import { isOffLimits } from '../../../shared/address/off-limits.js';
import { literalFromText } from '../../../shared/address/mailbox.js';
import type { TlsMode } from '../../../shared/api/delivery.js';
import { isOwnListener, isUnspecified, type Listener } from '../../own-listeners.js';
import type { MailExchanger, Names } from './resolver.js';
import { noTarget, type Target } from './target.js';

export interface Exchange {
  readonly names: Names;
  readonly port: number;
  readonly ownListeners: () => readonly Listener[];
}

/** The mode of TLS for a server of the domain, by its names and addresses. */
export type TlsOf = (...hosts: string[]) => TlsMode;

/** The most addresses tried for one domain, as in Postfix. */
const MOST_TARGETS = 5;
/** The most names looked up for one domain: an answer may hold thousands. */
const MOST_NAMES = 20;
/** When so many could not be looked up it is DNS that is ill, and each more costs its time-out. */
const MOST_FAULTS = 3;
const HOST_NAME = /^[a-z0-9_.-]+$/i;

/** Servers to try in turn; throws a `HopFault` when there are none. */
export async function exchangersOf(
  domain: string,
  exchange: Exchange,
  tlsOf: TlsOf,
): Promise<Target[]> {
  const { port, ownListeners } = exchange;
  const literal = literalFromText(domain);
  if (literal) {
    const ip = ipToText(literal);
    if (isOwnListener(ip, port, ownListeners())) throw loop(domain);
    if (isUnspecified(ip) || isOffLimits(ip))
      throw noTarget(`5.1.2 ${domain} is no address of a host`);
    return [targetAt(ip, ip, port, tlsOf(ip))];
  }
  // Never asked in DNS, never taken for an address: a name has no number at its end.
  if (lenientIpv4(domain) || /(?:^|\.)\d+$/.test(domain)) {
    throw noTarget(`5.1.2 ${domain} looks like an address but is a domain that cannot exist`);
  }
  return targetsOf(domain, await mxOf(domain, exchange.names), exchange, tlsOf);
}

async function mxOf(domain: string, names: Names): Promise<readonly MailExchanger[]> {
  const answer = await names.mx(domain);
  switch (answer.kind) {
    case 'found':
      if (answer.value.every(({ host }) => host === '' || host === '.')) {
        throw noTarget(`5.1.10 ${domain} accepts no mail (null MX)`);
      }
      return answer.value.filter(({ host }) => host !== '' && host !== '.');
    case 'none':
      return [{ host: domain, preference: 0 }];
    case 'no-name':
      throw noTarget(`5.1.2 the domain ${domain} does not exist`);
    case 'fault':
      throw noTarget(`4.4.3 the mail servers of ${domain} could not be looked up (${answer.why})`);
  }
}

async function targetsOf(
  domain: string,
  exchangers: readonly MailExchanger[],
  { names, port, ownListeners }: Exchange,
  tlsOf: TlsOf,
): Promise<Target[]> {
  const targets: Target[] = [];
  const faults: string[] = [];
  let asked = 0;
  for (const group of byPreference(exchangers)) {
    const ofGroup: Target[] = [];
    for (const { host } of group) {
      if (targets.length + ofGroup.length >= MOST_TARGETS) break;
      if (asked >= MOST_NAMES || faults.length >= MOST_FAULTS) break;
      if (lenientIpv4(host) || !HOST_NAME.test(host)) continue;
      asked += 1;
      const answer = await names.addresses(host);
      if (answer.kind === 'fault') faults.push(answer.why);
      if (answer.kind !== 'found') continue;
      const ips = answer.value.filter((ip) => !isUnspecified(ip) && !isOffLimits(ip));
      if (ips.some((ip) => isOwnListener(ip, port, ownListeners()))) {
        // We are one of its servers: only those it likes better may come into question.
        if (targets.length === 0) throw loop(domain);
        return targets.slice(0, MOST_TARGETS);
      }
      ofGroup.push(...ips.map((ip) => targetAt(ip, host, port, tlsOf(host, ip))));
    }
    targets.push(...ofGroup);
    if (targets.length >= MOST_TARGETS) break;
  }
  if (targets.length > 0) return targets.slice(0, MOST_TARGETS);
  const [why] = faults;
  if (why) throw noTarget(`4.4.3 no mail server of ${domain} could be looked up (${why})`);
  throw noTarget(`5.4.4 no mail server of ${domain} has an address`);
}

/** Groups of equal preference, best first; within a group in random order. */
function byPreference(exchangers: readonly MailExchanger[]): MailExchanger[][] {
  const groups = new Map<number, MailExchanger[]>();
  for (const exchanger of exchangers) {
    groups.set(exchanger.preference, [...(groups.get(exchanger.preference) ?? []), exchanger]);
  }
  const sorted = [...groups.entries()].toSorted(([a], [b]) => a - b);
  return sorted.map(([, group]) => shuffled(group));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function targetAt(ip: string, name: string, port: number, tls: TlsMode): Target {
  return { protocol: 'smtp', place: { ip, port }, name, tls };
}

function loop(domain: string) {
  return noTarget(`5.4.6 mail for ${domain} loops back to this server`);
}
