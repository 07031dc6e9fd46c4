/** The delivery settings that a draft changes, by their names on the Connections page, and whose they are. */
import type { Delivery } from '../../shared/api/delivery.js';
import {
  expiryText,
  inboundText,
  outboundText,
  recipientsText,
  retryText,
  tlsForText,
  warningText,
} from '../components/delivery-text.js';
import { octetsText } from '../../shared/address/octets-text.js';
import type { MergeItem } from './merge.js';
import { same } from './same.js';

type Field = keyof Delivery;

interface Setting {
  readonly name: string;
  /** `beside`: the settings that it is compared with. */
  readonly text: (settings: Delivery, beside: Delivery) => string;
}

const SETTINGS: Readonly<Record<Field, Setting>> = {
  siteDomain: { name: 'Site domain', text: ({ siteDomain }) => siteDomain },
  inbound: { name: 'Inbound host', text: ({ inbound }) => inboundText(inbound) },
  outbound: { name: 'Message Delivery', text: ({ outbound }) => outboundText(outbound) },
  retry: { name: 'Retry intervals', text: ({ retry }) => retryText(retry) },
  expireAfter: { name: 'Message time-out', text: ({ expireAfter }) => expiryText(expireAfter) },
  warnAfter: {
    name: 'Notify the sender of a delay after',
    text: ({ warnAfter }) => warningText(warnAfter),
  },
  recipients: {
    name: 'Inbound recipients',
    text: ({ recipients }, beside) => recipientsText(recipients, beside.recipients),
  },
  tlsFor: {
    name: 'TLS by destination',
    text: ({ tlsFor }, beside) => tlsForText(tlsFor, beside.tlsFor),
  },
  messageSize: {
    name: 'Message size limit',
    text: ({ messageSize }) => octetsText(messageSize),
  },
  minimumFree: {
    name: 'Free space limit',
    text: ({ minimumFree }) => octetsText(minimumFree),
  },
};

export interface SettingChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export function deliveryChanges(base: Delivery, draft: Delivery): readonly SettingChange[] {
  if (base === draft) return [];
  return fields(base, draft)
    .filter((field) => !same(base[field], draft[field]))
    .map((field) => ({
      name: nameOf(field),
      before: textOf(field, base, draft),
      after: textOf(field, draft, base),
    }));
}

export interface DeliveryMerge {
  readonly settings: Delivery;
  readonly items: readonly MergeItem[];
}

/** My settings on top of theirs: what I changed is mine, the rest is theirs, and each is listed. */
export function mergeDelivery(base: Delivery, mine: Delivery, theirs: Delivery): DeliveryMerge {
  const items: MergeItem[] = [];
  let settings = theirs;
  for (const field of fields(base, { ...mine, ...theirs })) {
    const changed = !same(base[field], mine[field]);
    const changedToo = !same(base[field], theirs[field]);
    if (changed) settings = { ...settings, [field]: mine[field] };
    if ((!changed && !changedToo) || same(mine[field], theirs[field])) continue;
    items.push({
      section: nameOf(field),
      key: field,
      who: changed ? (changedToo ? 'both' : 'mine') : 'theirs',
      base: textOf(field, base, mine),
      mine: textOf(field, mine, base),
      theirs: textOf(field, theirs, base),
    });
  }
  return { settings, items };
}

function nameOf(field: Field): string {
  return SETTINGS[field]?.name ?? field;
}

/** A setting that this console does not know yet is shown as it is written. */
function textOf(field: Field, settings: Delivery, beside: Delivery): string {
  return SETTINGS[field]?.text(settings, beside) ?? JSON.stringify(settings[field]);
}

function fields(a: Delivery, b: Delivery): Field[] {
  return Object.keys({ ...a, ...b }) as Field[];
}
