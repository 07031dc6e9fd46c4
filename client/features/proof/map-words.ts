/** Parts of the address map: what is drawn of each, what it is called, and where it leads. */
import { ipToText } from '../../../shared/address/ip.js';
import { networkToCidr } from '../../../shared/address/network.js';
import type { MapPart, MapPrefix } from '../../../shared/engine/address-map.js';

export type PartLook = 'all' | 'part' | 'never' | 'private' | 'public';

export function partLook({ permitted, never, size, isPrivate }: MapPart): PartLook {
  if (permitted === size) return 'all';
  if (permitted > 0) return 'part';
  if (never > 0) return 'never';
  return isPrivate ? 'private' : 'public';
}

/** `10.1.2.0/24: 247 of 256 may relay, 9 never`. */
export function partName(part: MapPart, prefix: MapPrefix): string {
  const { permitted, never, size, isPrivate } = part;
  const name = networkName(part.first, prefix + 8);
  const where = isPrivate ? ', private' : '';
  if (size === 1) {
    return `${name}: ${permitted === 1 ? 'may relay' : never === 1 ? 'never' : 'no'}${where}`;
  }
  const may =
    permitted === size
      ? 'all may relay'
      : permitted === 0
        ? 'none may relay'
        : `${permitted.toLocaleString('en')} of ${size.toLocaleString('en')} may relay`;
  const refused = never === 0 ? '' : `, ${never.toLocaleString('en')} never`;
  return `${name}: ${may}${refused}${where}`;
}

export function networkName(first: number, prefix: number): string {
  return networkToCidr({ ip: { family: 4, value: first }, prefix });
}

export function addressText(value: number): string {
  return ipToText({ family: 4, value });
}

/** The first address of the network of so many bits around an address. */
export function networkStart(address: number, prefix: MapPrefix): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) * size;
}

/** The part that is opened by itself: the first of which something may relay, or never may. */
export function firstOf(parts: readonly MapPart[]): number {
  const found =
    parts.find(({ permitted }) => permitted > 0) ?? parts.find(({ never }) => never > 0);
  return (found ?? parts[0]!).first;
}
