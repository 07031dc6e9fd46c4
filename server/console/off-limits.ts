/** Hosts that settings may not name: addresses that Gatepost never connects to (shared/address/off-limits.ts). */
import { isOffLimits, offLimitsText } from '../../shared/address/off-limits.js';
import type { Delivery } from '../../shared/api/delivery.js';
import { AppError } from '../../shared/api/errors.js';
import type { AccountStore } from '../../shared/api/security.js';
import { smartHostsOf } from '../../shared/api/smart-hosts.js';
import type { Rules } from '../../shared/rules/schema.js';

interface NamedHost {
  readonly path: string;
  readonly host: string;
}

/** Throws the 422 that names each of them at its place. A name that leads there is found out when it is looked up. */
export function requireReachable(hosts: readonly NamedHost[]): void {
  const issues = hosts
    .filter(({ host }) => isOffLimits(host))
    .map(({ path, host }) => ({ path, message: offLimitsText(host) }));
  const [first] = issues;
  if (first) throw new AppError('invalid', `${first.path}: ${first.message}`, { issues });
}

export function hostsOfRules({ routes }: Rules): NamedHost[] {
  return routes.flatMap(({ to }, index) =>
    'host' in to && to.host !== undefined
      ? [{ path: `rules.routes.${index}.to.host`, host: to.host }]
      : [],
  );
}

export function hostsOfInbound(inbound: Delivery['inbound']): NamedHost[] {
  return 'host' in inbound ? [{ path: 'inbound.host', host: inbound.host }] : [];
}

export function hostsOfOutbound(outbound: Delivery['outbound']): NamedHost[] {
  if (outbound.kind !== 'smarthost') return [];
  return smartHostsOf(outbound).map(({ host }) => ({ path: 'outbound.host', host }));
}

export function hostsOfStore(store: AccountStore, path: string): NamedHost[] {
  if (store.kind !== 'dovecot') return [{ path: `${path}.host`, host: store.host }];
  return 'host' in store.at ? [{ path: `${path}.at.host`, host: store.at.host }] : [];
}
