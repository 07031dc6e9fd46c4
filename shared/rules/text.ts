/**
 * The one text form of every rule: what the log stores, the trace names, `?rule=` filters by and
 * tests quote. Network rules are written as CIDR here and shown as IMS shows them by `networkToText`.
 */
import type { InternalEntry, NetworkEntry, Route, RouteTarget } from './schema.js';

export const INBOUND_TEXT = '<inbound>';
export const RELAY_TEXT = '<relay>';

/** The "Route To" column. */
export function targetToText(to: RouteTarget, alwaysRelay = false): string {
  switch (to.kind) {
    case 'inbound':
      return to.host === undefined ? INBOUND_TEXT : `${INBOUND_TEXT} ${hostPort(to.host, to.port)}`;
    case 'domain':
      return to.domain;
    case 'host':
      return hostPort(to.host, to.port);
    case 'destination':
      return alwaysRelay ? RELAY_TEXT : 'its own mail servers';
  }
}

export function routeToText(route: Pick<Route, 'domain' | 'to' | 'alwaysRelay'>): string {
  const override = route.alwaysRelay && route.to.kind !== 'destination' ? ` ${RELAY_TEXT}` : '';
  return `route ${route.domain} -> ${targetToText(route.to, route.alwaysRelay)}${override}`;
}

export const AUTHENTICATED_TEXT = 'authenticated';

export function addressToText(entry: Pick<NetworkEntry, 'network'>): string {
  return `address ${entry.network}`;
}

export function internalToText(entry: Pick<InternalEntry, 'address'>): string {
  return `internal ${entry.address}`;
}

export function neverToText(entry: Pick<NetworkEntry, 'network'>): string {
  return `never ${entry.network}`;
}

export function hostPort(host: string, port = 25): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
