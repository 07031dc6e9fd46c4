import { RULE_USE_PATH, type RoutingUse } from '../../shared/api/rule-use.js';
import { request } from './request.js';

export async function getRoutingUse(signal?: AbortSignal): Promise<RoutingUse> {
  return (await request<RoutingUse>('GET', RULE_USE_PATH, signal ? { signal } : {})).body;
}
