/** What the engine must know of this host: its addresses, and those at which the relay can be reached. */
import { networkInterfaces } from 'node:os';
import { standardIpText } from '../../shared/address/ip.js';
import type { Host } from '../../shared/engine/decision.js';
import { isAnyAddress, type Endpoint } from '../endpoint.js';

/** `listeners` as configured. IPv6 any-address listeners are reached over IPv4 as well. */
export function hostNow(siteDomain: string, listeners: readonly Endpoint[]): Host {
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = interfaces.map(({ address }) => standardIpText(address));
  const named = listeners.filter((listener) => !isAnyAddress(listener));
  const reached = own.filter((address) =>
    listeners.some((listener) => isReachedAt(listener, address)),
  );
  const bound = named.map(({ host }) => standardIpText(host === 'localhost' ? '127.0.0.1' : host));
  return {
    siteDomain,
    addresses: distinct([...own, ...bound]),
    listening: distinct([...reached, ...bound]),
  };
}

/** `::` stands for every address, `0.0.0.0` for those of IPv4. */
function isReachedAt(listener: Endpoint, address: string): boolean {
  return isAnyAddress(listener) && (listener.host.includes(':') || !address.includes(':'));
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].sort();
}
