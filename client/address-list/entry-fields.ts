/** The two boxes of the original, "IP address" and "Mask", and the one text that they say together. */
import { ipToText } from '../../shared/address/ip.js';
import {
  maskText,
  networkFromText,
  networkToCidr,
  type Network,
} from '../../shared/address/network.js';
import { unreadable, type Parsed } from '../../shared/address/parsed.js';
import { readEntry, valueOf, type AnyEntry, type EntryKind, type EntryLife } from './entry.js';

export interface EntryFields extends EntryLife {
  readonly address: string;
  readonly mask: string;
}

export function fieldsOf(kind: EntryKind, entry: AnyEntry | undefined): EntryFields {
  const life = { note: entry?.note ?? '', until: entry?.until ?? '' };
  const value = entry ? valueOf(entry) : '';
  const network = kind === 'network' ? networkFromText(value) : null;
  return network?.ok
    ? { ...partsOf(network.value), ...life }
    : { address: value, mask: '', ...life };
}

/** A whole network in one text, such as a pasted `IP=1.1.1.0, MASK=255.255.255.0`, as its two parts. */
export function split(text: string): Pick<EntryFields, 'address' | 'mask'> | null {
  if (!/[\s,;/=]/.test(text.trim())) return null;
  const network = networkFromText(text);
  return network.ok ? partsOf(network.value) : null;
}

export function joined({ address, mask }: Pick<EntryFields, 'address' | 'mask'>): string {
  const [ip, bits] = [address.trim(), mask.trim()];
  if (bits === '') return ip;
  return `${ip}${bits.startsWith('/') ? '' : ', '}${bits}`;
}

/** The entry in its stored form; refused where the list has it already. */
export function readFields(
  kind: EntryKind,
  fields: EntryFields,
  others: ReadonlySet<string>,
): Parsed<string> {
  const read = readEntry(kind, joined(fields));
  if (!read.ok || !others.has(read.value)) return read;
  return unreadable(`${read.value} is in this list already.`);
}

/** IPv6 has no mask box of its own: it stays CIDR. */
function partsOf(network: Network): Pick<EntryFields, 'address' | 'mask'> {
  if (network.ip.family === 6) return { address: networkToCidr(network), mask: '' };
  return { address: ipToText(network.ip), mask: maskText(network.prefix) };
}
