/**
 * Addresses that nobody means as a next hop or an account store, and that would give something away to whoever may
 * name one: those of the own link, and those at which clouds answer a machine with its credentials. The one rule;
 * what connects goes by it with the address that it connects to, whatever name led there.
 */
import { ipFromText, ipToText, type Ip } from './ip.js';
import { networkCovers, networkFromText, type Network } from './network.js';

const NETWORKS: readonly Network[] = [
  // Link-local (RFC 3927, RFC 4291); 169.254.169.254 is the metadata service of most clouds.
  '169.254.0.0/16',
  'fe80::/10',
  // Metadata over IPv6: EC2, Google.
  'fd00:ec2::254',
  'fd20:ce::254',
  // Metadata at other addresses: Alibaba, Azure, Oracle.
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
].map((text) => {
  const read = networkFromText(text);
  if (!read.ok) throw new Error(read.message);
  return read.value;
});
/** NAT64 (RFC 6052): an IPv4 address is the end of these. */
const NAT64_PREFIX = 0x0064ff9bn << 64n;

/** IPv4-mapped forms and zones play no part (`ipFromText`). False for what is no address. */
export function isOffLimits(text: string): boolean {
  const ip = ipFromText(text.replace(/^\[(.*)\]$/, '$1'));
  return ip !== null && (isListed(ip) || isListed(behindNat64(ip)));
}

/** Why, in a sentence for whoever named it. */
export function offLimitsText(text: string): string {
  const ip = ipFromText(text.replace(/^\[(.*)\]$/, '$1'));
  return `${ip ? ipToText(ip) : text} is a link-local or cloud metadata address: Gatepost never connects there.`;
}

function isListed(ip: Ip): boolean {
  return NETWORKS.some((network) => networkCovers(network, ip));
}

function behindNat64(ip: Ip): Ip {
  if (ip.family === 4 || ip.value >> 32n !== NAT64_PREFIX) return ip;
  return { family: 4, value: Number(ip.value & 0xffffffffn) };
}
