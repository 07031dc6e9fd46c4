/** What this host is like: its interfaces, the addresses the relay is reached at, what it forwards. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { ipFromText, standardIpText } from '../shared/address/ip.js';
import { networkAround, networkToCidr } from '../shared/address/network.js';
import type { HostNetwork } from '../shared/api/setup-progress.js';
import type { Host } from '../shared/engine/decision.js';
import { isAnyAddress, type Endpoint } from './endpoint.js';
import type { Environment } from './environment.js';

export interface Interface {
  readonly name: string;
  readonly address: string;
}

export type Family = 'IPv4' | 'IPv6';

/** The host's addresses in standard form, without those that need an interface to be named (`fe80::…%eth0`). */
export function interfaces(): readonly Interface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ scopeid }) => !scopeid)
      .map(({ address }) => ({ name, address: standardIpText(address) })),
  );
}

/** The networks that the interfaces are in, without loopback and link-local ones; CIDR. */
export function hostNetworks(): readonly HostNetwork[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ address, cidr, internal, scopeid }) => {
      const ip = ipFromText(address);
      const prefix = Number(cidr?.split('/')[1]);
      if (!ip || internal || scopeid || Number.isNaN(prefix)) return [];
      const network = networkToCidr(networkAround(ip, prefix));
      return [{ network, interface: name, address: standardIpText(address) }];
    }),
  );
}

/** Which families the kernel forwards between interfaces; empty where it does not say (no Linux). */
export function forwarding(): readonly Family[] {
  return [
    ...(isOn('/proc/sys/net/ipv4/ip_forward') ? (['IPv4'] as const) : []),
    ...(isOn('/proc/sys/net/ipv6/conf/all/forwarding') ? (['IPv6'] as const) : []),
  ];
}

function isOn(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

/** What the engine must know of this host: its addresses, and those at which the relay is reached. */
export function hostOf(
  { smtp, submission, smtps }: Pick<Environment, 'smtp' | 'submission' | 'smtps'>,
  siteDomain: string,
): Host {
  const own = interfaces().map(({ address }) => address);
  const listening = [...smtp, ...submission, ...smtps].flatMap((endpoint) =>
    reachedAt(endpoint, own),
  );
  return {
    siteDomain,
    addresses: distinct([...own, ...listening]),
    listening: distinct(listening),
  };
}

function reachedAt(endpoint: Endpoint, own: readonly string[]): readonly string[] {
  const { host } = endpoint;
  if (!isAnyAddress(endpoint)) return [host === 'localhost' ? '127.0.0.1' : standardIpText(host)];
  // `::` takes IPv4 connections too.
  return host.includes(':') ? own : own.filter((address) => !address.includes(':'));
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].toSorted();
}
