/** From a decision's next hop and the delivery settings to the servers to try. */
import { ipFromText } from '../../../shared/address/ip.js';
import type { Delivery, TlsMode } from '../../../shared/api/delivery.js';
import { smartHostsOf, type SmartHost } from '../../../shared/api/smart-hosts.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import { hostPort } from '../../../shared/rules/text.js';
import type { AbsentServers } from './absent-servers.js';
import { HopFault } from './hop-fault.js';
import { exchangersOf, type Exchange } from './mail-exchangers.js';
import { isOwnListener } from '../../own-listeners.js';
import { noTarget, type Target } from './target.js';
import { tlsModeFor } from './tls-modes.js';

type Settings = Pick<Delivery, 'inbound' | 'outbound' | 'tlsFor'>;
type Targets = Iterable<Target> | AsyncIterable<Target>;

export interface Surroundings extends Exchange {
  /** Hosts whose names could not be looked up lately are looked up last. */
  readonly absent: AbsentServers;
}

/** `maildir`, or servers to try in turn. It, or the iteration, throws a `HopFault` when there is nobody to try. */
export async function targetsFor(
  nextHop: NextHop,
  settings: Settings,
  surroundings: Surroundings,
): Promise<'maildir' | Targets> {
  switch (nextHop.kind) {
    case 'inbound': {
      const { host, port = 25 } = nextHop;
      if (host === undefined) return inbound(settings, surroundings);
      return atHosts([{ host, port }], settings, surroundings);
    }
    case 'host':
      return atHosts([nextHop], settings, surroundings);
    case 'domain':
      return await outward(nextHop.domain, settings, surroundings);
  }
}

function inbound(settings: Settings, surroundings: Surroundings): 'maildir' | Targets {
  const { inbound: to } = settings;
  if (to.kind === 'maildir') return 'maildir';
  if (!('socket' in to)) return atHosts([to], settings, surroundings, { protocol: to.kind });
  return [{ protocol: 'lmtp', place: { path: to.socket }, name: 'localhost', tls: 'none' }];
}

async function outward(
  domain: string,
  settings: Settings,
  surroundings: Surroundings,
): Promise<Targets> {
  const { outbound, tlsFor } = settings;
  if (outbound.kind === 'mx') {
    const tlsOf = (...hosts: string[]) => tlsModeFor(tlsFor, [domain, ...hosts], outbound.tls);
    return await exchangersOf(domain, surroundings, tlsOf);
  }
  const { tls, auth } = outbound;
  if (auth && typeof auth.password !== 'string') {
    throw noTarget(
      '4.7.0 the stored password of the smart host cannot be read: it must be entered again, or the key file put back',
    );
  }
  return atHosts(smartHostsOf(outbound), settings, surroundings, {
    tls,
    auth: auth && { username: auth.username, password: auth.password as string },
  });
}

/** How the hosts that an administrator named are spoken to; `tls` is the common mode. */
interface How {
  readonly protocol?: Target['protocol'];
  readonly tls?: TlsMode;
  readonly auth?: Target['auth'];
}

/**
 * Hosts that the administrator named, each looked up when its turn comes. What is wrong with them is not
 * the sender's fault: never failed but for a loop.
 */
async function* atHosts(
  hosts: readonly SmartHost[],
  { tlsFor }: Settings,
  surroundings: Surroundings,
  { protocol = 'smtp', tls = 'opportunistic', auth }: How = {},
): AsyncGenerator<Target> {
  const { absent } = surroundings;
  let isAny = false;
  let telling: HopFault | null = null;
  for (const { host, port } of lookedUpLast(hosts, absent)) {
    const ips = await placesOf({ host, port }, surroundings);
    if (ips instanceof HopFault) {
      // A host that may yet be found says more than one that is ourselves.
      if (!telling || (telling.kind === 'failed' && ips.kind === 'deferred')) telling = ips;
      continue;
    }
    isAny = true;
    for (const ip of ips) {
      const mode = tlsModeFor(tlsFor, [host, ip], tls);
      yield { protocol, place: { ip, port }, name: host, tls: mode, auth };
    }
  }
  if (!isAny && telling) throw telling;
}

function lookedUpLast(hosts: readonly SmartHost[], absent: AbsentServers): readonly SmartHost[] {
  if (hosts.length === 1) return hosts;
  const isAbsent = ({ host }: SmartHost) => absent.has(host);
  return [...hosts.filter((host) => !isAbsent(host)), ...hosts.filter(isAbsent)];
}

/** The addresses of a host at which somebody else than ourselves listens. */
async function placesOf(
  { host, port }: SmartHost,
  { names, ownListeners, absent }: Surroundings,
): Promise<readonly string[] | HopFault> {
  let ips: readonly string[] = [host];
  if (!ipFromText(host)) {
    const answer = await names.hostAddresses(host);
    if (answer.kind !== 'found') {
      absent.note(host);
      const why = answer.kind === 'fault' ? answer.why : 'it has no address';
      return noTarget(`4.4.4 the host ${host} could not be looked up (${why})`);
    }
    absent.forget(host);
    ips = answer.value;
  }
  const listeners = ownListeners();
  const foreign = ips.filter((ip) => !isOwnListener(ip, port, listeners));
  if (foreign.length > 0) return foreign;
  return noTarget(`5.4.6 ${hostPort(host, port)} is this server itself`);
}
