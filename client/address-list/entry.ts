/** An entry of one of the three lists, whatever its kind: its value, its words, and how it is read. */
import { networkFromText, networkToText } from '../../shared/address/network.js';
import type { Parsed } from '../../shared/address/parsed.js';
import {
  readInternalAddress,
  readNetwork,
  type InternalEntry,
  type NetworkEntry,
} from '../../shared/rules/schema.js';

/** What each kind of list holds. */
export interface EntryKinds {
  readonly network: NetworkEntry;
  readonly address: InternalEntry;
}
export type EntryKind = keyof EntryKinds;
export type AnyEntry = NetworkEntry | InternalEntry;

export interface EntryLife {
  readonly note: string;
  /** ISO 8601, or empty for an entry that does not end. */
  readonly until: string;
}

export function valueOf(entry: AnyEntry): string {
  return 'network' in entry ? entry.network : entry.address;
}

/** Addresses in their own order: IPv4 first, by value, a network before what is in it. */
export function addressOrder(value: string): string {
  const network = networkFromText(value);
  if (!network.ok) return value;
  const { ip, prefix } = network.value;
  const digits = ip.value.toString(16).padStart(ip.family === 4 ? 8 : 32, '0');
  return `${ip.family}${digits}${String(prefix).padStart(3, '0')}`;
}

/** As the list shows it. */
export function shownValue(kind: EntryKind, value: string): string {
  if (kind === 'address') return value;
  const network = networkFromText(value);
  return network.ok ? networkToText(network.value) : value;
}

export function readEntry(kind: EntryKind, text: string): Parsed<string> {
  return kind === 'network' ? readNetwork(text) : readInternalAddress(text);
}

export function makeEntry<K extends EntryKind>(
  kind: K,
  value: string,
  { note, until }: EntryLife,
): EntryKinds[K] {
  const life = {
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    ...(until === '' ? {} : { until }),
  };
  const entry = kind === 'network' ? { network: value, ...life } : { address: value, ...life };
  return entry as EntryKinds[K];
}
