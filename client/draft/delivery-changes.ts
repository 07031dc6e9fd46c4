/** The delivery settings that a draft changes, by their names on the Connections page. */
import type { Delivery } from '../../shared/api/delivery.js';
import { same } from './same.js';

const NAMES: Readonly<Record<keyof Delivery, string>> = {
  siteDomain: 'Site domain',
  inbound: 'Inbound host',
  outbound: 'Message Delivery',
  retry: 'Retry intervals',
  expireAfter: 'Message time-out',
};

export function deliveryChanges(base: Delivery, draft: Delivery): readonly string[] {
  if (base === draft) return [];
  return fields(base, draft)
    .filter((field) => !same(base[field], draft[field]))
    .map((field) => NAMES[field] ?? field);
}

/** My settings on top of theirs: what I changed is mine, the rest is theirs. */
export function mergeDelivery(base: Delivery, mine: Delivery, theirs: Delivery): Delivery {
  const changed = fields(base, mine).filter((field) => !same(base[field], mine[field]));
  return { ...theirs, ...Object.fromEntries(changed.map((field) => [field, mine[field]])) };
}

function fields(a: Delivery, b: Delivery): (keyof Delivery)[] {
  return Object.keys({ ...a, ...b }) as (keyof Delivery)[];
}
