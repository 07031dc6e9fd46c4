import { KEEP_GATEWAY_PATH, RULE_USE_PATH, type RoutingUse } from '../../shared/api/rule-use.js';
import { request } from './request.js';

export const RULE_USE_KEY = ['routing-use'] as const;

export async function getRoutingUse(signal?: AbortSignal): Promise<RoutingUse> {
  return (await request<RoutingUse>('GET', RULE_USE_PATH, signal ? { signal } : {})).body;
}

/** The peer is known to be a gateway, and not warned of again. */
export async function keepGateway(peer: string): Promise<void> {
  await request('POST', KEEP_GATEWAY_PATH, { body: { peer } });
}
