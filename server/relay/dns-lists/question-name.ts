/** The name under which a DNS list is asked about an address (RFC 5782 2.1, 2.4). */
import type { Ip } from '../../../shared/address/ip.js';

export function questionName(ip: Ip, zone: string): string {
  const [digits, width] = ip.family === 4 ? [256n, 4] : [16n, 32];
  const labels: string[] = [];
  let rest = BigInt(ip.value);
  for (let i = 0; i < width; i += 1) {
    labels.push((rest % digits).toString(ip.family === 4 ? 10 : 16));
    rest /= digits;
  }
  return `${labels.join('.')}.${zone}`;
}
