/** Looks up a host that somebody typed: addresses off limits are refused, whatever name leads there. */
import { lookup, type LookupAddress } from 'node:dns';
import { lookup as looking } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { ipFromText, ipToText } from '../../../shared/address/ip.js';
import { isOffLimits, offLimitsText } from '../../../shared/address/off-limits.js';

/** For `net.connect`: it is not asked about what is an address already. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const problem = error ?? faultOf(addresses);
    const [first] = addresses ?? [];
    if (problem || !first) return callback(problem ?? new Error('no address'), '', 0);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/** The addresses of a host. Throws where one of them is off limits, or there are none. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  const bare = host.replace(/^\[|\]$/g, '');
  const ip = ipFromText(bare);
  const found = ip
    ? [{ address: ipToText(ip), family: ip.family }]
    : await looking(bare, { all: true });
  const fault = faultOf(found);
  if (fault) throw fault;
  return found.map(({ address }) => address);
}

function faultOf(addresses: readonly LookupAddress[]): Error | null {
  const forbidden = addresses.find(({ address }) => isOffLimits(address));
  return forbidden ? new Error(offLimitsText(forbidden.address)) : null;
}
