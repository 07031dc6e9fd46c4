/** From a decision's next hop and the delivery settings to the servers to try. */
import { ipFromText } from '../../../shared/address/ip.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import { exchangersOf, type Exchange } from './mail-exchangers.js';
import { isOwnListener } from './own-listeners.js';
import { noTarget, type Target } from './target.js';

type Settings = Pick<Delivery, 'inbound' | 'outbound'>;

/** `maildir`, or servers to try in turn. Throws a `HopFault` when there is nobody to try. */
export async function targetsFor(
  nextHop: NextHop,
  settings: Settings,
  exchange: Exchange,
): Promise<'maildir' | Target[]> {
  switch (nextHop.kind) {
    case 'inbound':
      if (nextHop.host === undefined) return inbound(settings, exchange);
      return atHost({ host: nextHop.host, port: nextHop.port ?? 25 }, exchange);
    case 'host':
      return atHost(nextHop, exchange);
    case 'domain':
      return outward(nextHop.domain, settings, exchange);
  }
}

async function inbound(
  { inbound: to }: Settings,
  exchange: Exchange,
): Promise<'maildir' | Target[]> {
  if (to.kind === 'maildir') return 'maildir';
  if (!('socket' in to)) return atHost(to, exchange, { protocol: to.kind });
  const place = { path: to.socket };
  return [{ protocol: 'lmtp', place, name: 'localhost', tls: 'none' }];
}

async function outward(
  domain: string,
  { outbound }: Settings,
  exchange: Exchange,
): Promise<Target[]> {
  if (outbound.kind === 'mx') return exchangersOf(domain, exchange, outbound.tls);
  const { tls, auth } = outbound;
  if (auth && typeof auth.password !== 'string') {
    throw noTarget('4.7.0 the password of the smart host is not known');
  }
  return atHost(outbound, exchange, {
    tls,
    auth: auth && { username: auth.username, password: auth.password as string },
  });
}

/** A host that the administrator named. What is wrong with it is not the sender's fault: never failed but for a loop. */
async function atHost(
  { host, port }: { readonly host: string; readonly port: number },
  { names, ownListeners }: Exchange,
  how: Partial<Pick<Target, 'protocol' | 'tls' | 'auth'>> = {},
): Promise<Target[]> {
  const ips = ipFromText(host) ? [host] : await addressesOf(host, names);
  const listeners = ownListeners();
  const foreign = ips.filter((ip) => !isOwnListener(ip, port, listeners));
  if (foreign.length === 0) throw noTarget(`5.4.6 ${host}:${port} is this server itself`);
  return foreign.map((ip) => ({
    protocol: 'smtp',
    tls: 'opportunistic',
    ...how,
    place: { ip, port },
    name: host,
  }));
}

async function addressesOf(host: string, names: Exchange['names']): Promise<readonly string[]> {
  const answer = await names.hostAddresses(host);
  if (answer.kind === 'found') return answer.value;
  const why = answer.kind === 'fault' ? answer.why : 'it has no address';
  throw noTarget(`4.4.4 the host ${host} could not be looked up (${why})`);
}
