/**
 * Addresses of this host to connect from. All of 127.0.0.0/8 is ours on Linux: one that hardly any rule names
 * comes first, so that the limits of real programs on this host are not used up.
 */
import { ipFromText, ipToText } from '../../../shared/address/ip.js';
import type { Compiled } from '../../../shared/engine/compile.js';
import { difference, unionOf } from '../../../shared/engine/address-set.js';
import { NOT_PUBLIC } from '../../../shared/engine/permitted.js';
import { isPermitted, neverMatch } from '../../../shared/engine/restrictions.js';
import { interfaces } from '../../host.js';
import type { IsListed } from '../listed.js';

const LOOPBACK = ['127.77.77.77', '127.0.0.77', '127.254.254.254', '127.0.0.2', '127.0.0.1'];
const MOST = 12;

/** Those that can reach this address of ours, without such as begin with a PROXY header. */
export function addressesFor(ip: string, isProxy: IsListed): string[] {
  const isSix = ip.includes(':');
  const own = interfaces()
    .map(({ address }) => address)
    .filter((address) => address.includes(':') === isSix);
  const all = isSix || process.platform !== 'linux' ? own : [...LOOPBACK, ...own];
  return [...new Set(all)].filter((address) => !isProxy(address)).slice(0, MOST);
}

/** Of these, whom the rules do not permit to relay; those on the list of the never permitted come last. */
export function strangers(compiled: Compiled, reached: string, addresses: readonly string[]) {
  const at = Date.now();
  const localAddress = ipFromText(reached);
  const unpermitted = addresses.flatMap((address) => {
    const peer = ipFromText(address);
    if (!peer) return [];
    const asker = { peer, localAddress, account: null, at };
    if (isPermitted(compiled, asker)) return [];
    return [{ address: ipToText(peer), isNever: neverMatch(compiled, asker) !== null }];
  });
  return unpermitted
    .toSorted((a, b) => Number(a.isNever) - Number(b.isNever))
    .map(({ address }) => address);
}

/** Whether only neighbours have such addresses, or this host itself. */
export function isInside(address: string): boolean {
  const outside = difference(unionOf([address]), NOT_PUBLIC);
  return outside[4].length + outside[6].length === 0;
}
