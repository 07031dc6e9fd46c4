/** The decisions that Exchange 5.5's documentation and the classic relay tests demand. */
import { readFileSync } from 'node:fs';
import type { DecisionRequest, Host } from '../../shared/engine/decision.js';
import type { RulesInput } from '../../shared/rules/schema.js';

export interface ImsVector {
  readonly id: string;
  readonly source: string;
  readonly config: {
    readonly mode: 'reroute' | 'noReroute';
    readonly siteDomain: string;
    readonly routes: readonly { readonly domain: string; readonly routeTo: string }[];
    readonly permit: { auth: boolean; ip: string[] | null; internal: string[] | null };
    readonly never: readonly string[];
  };
  readonly peer: { address: string; localAddress: string; authenticated: boolean };
  readonly mailFrom: string;
  readonly rcptTo: string;
  readonly expect: 'inbound' | 'relay' | 'reject' | 'invalid';
  readonly nextHop?: string;
  readonly needsConfirmation?: string;
  readonly note: string;
}

const file = new URL('../corpus/ims-vectors.json', import.meta.url);
export const IMS_VECTORS = JSON.parse(readFileSync(file, 'utf8')) as readonly ImsVector[];

/** The vector's configuration as rules. Registry entries are `net[;mask]`. */
export function rulesOf({ config }: ImsVector): RulesInput {
  const { permit } = config;
  const networks = (list: readonly string[] | null) => (list ?? []).map((network) => ({ network }));
  return {
    reroute: config.mode === 'reroute',
    routes: config.routes.map(({ domain, routeTo }) => routeOf(domain, routeTo)),
    restrictions: {
      authenticated: permit.auth,
      addresses: { enabled: permit.ip !== null, entries: networks(permit.ip) },
      internalAddresses: {
        enabled: permit.internal !== null,
        entries: (permit.internal ?? []).map((address) => ({ address })),
      },
      never: { entries: networks(config.never) },
    },
  };
}

export function requestOf({ peer, mailFrom, rcptTo }: ImsVector): DecisionRequest {
  return {
    peer: peer.address,
    localAddress: peer.localAddress,
    account: peer.authenticated ? 'user' : null,
    sender: mailFrom,
    recipient: rcptTo,
  };
}

/** The server owns the address that the peer reached. */
export function hostOf({ config, peer }: ImsVector): Host {
  return { siteDomain: config.siteDomain, addresses: [peer.localAddress] };
}

function routeOf(domain: string, routeTo: string): RulesInput['routes'][number] {
  if (routeTo === '<inbound>') return { domain, to: { kind: 'inbound' } };
  if (routeTo === '<relay>') return { domain, to: { kind: 'destination' }, alwaysRelay: true };
  return { domain, to: { kind: 'domain', domain: routeTo } };
}
