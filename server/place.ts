/** Where an attempt comes from, for counting: one IPv4 address; of IPv6 the /64, which one host has to itself. */
import { ipFromText, ipToText } from '../shared/address/ip.js';
import { networkAround, networkToCidr } from '../shared/address/network.js';

export function placeOf(address: string): string {
  const ip = ipFromText(address);
  if (!ip) return address;
  return ip.family === 4 ? ipToText(ip) : networkToCidr(networkAround(ip, 64));
}
