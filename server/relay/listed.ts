/** Whether an address stands on a list of networks, by those of its entries that have not ended. */
import { ipFromText } from '../../shared/address/ip.js';
import { networkFromText } from '../../shared/address/network.js';
import { endOf } from '../../shared/engine/compile.js';
import { NetworkIndex, NetworkTableBuilder } from '../../shared/engine/networks.js';
import type { NetworkEntry } from '../../shared/rules/schema.js';

export type IsListed = (address: string) => boolean;

export function listed(entries: readonly NetworkEntry[]): IsListed {
  const builder = new NetworkTableBuilder();
  for (const entry of entries) {
    const network = networkFromText(entry.network);
    if (network.ok) builder.add(network.value, endOf(entry));
  }
  const index = new NetworkIndex(builder.table());
  return (address) => {
    const ip = ipFromText(address);
    return ip !== null && index.find(ip, Date.now()) !== null;
  };
}

/** The same of a list that may change: it is read anew when it is another one. */
export function listedIn(entries: () => readonly NetworkEntry[]): IsListed {
  let known: { readonly entries: readonly NetworkEntry[]; readonly isListed: IsListed } | null =
    null;
  return (address) => {
    const now = entries();
    if (known?.entries !== now) known = { entries: now, isListed: listed(now) };
    return known.isListed(address);
  };
}
