import { DELIVERY_PATH, type Delivery } from '../../shared/api/delivery.js';
import type { Enforced } from '../../shared/api/routing.js';
import { request, type Answer } from './request.js';
import { loaded, type Loaded } from './routing.js';

export async function getDelivery(signal?: AbortSignal): Promise<Loaded<Delivery>> {
  return loaded(await request('GET', DELIVERY_PATH, signal ? { signal } : {}));
}

/** 200 once the relay uses it, 202 when it is stored and not in use yet. */
export async function putDelivery(body: Delivery, ifMatch: string): Promise<Answer<Delivery>> {
  const answer = await request<Delivery & { enforced?: Enforced }>('PUT', DELIVERY_PATH, {
    body,
    ifMatch,
  });
  const { enforced: _enforced, ...settings } = answer.body;
  return { ...answer, body: settings };
}
