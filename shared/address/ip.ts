/**
 * IP addresses, strictly read. This folder is the only door to ipaddr.js, which reads and writes IPv6
 * here; it would take `127.1`, `0x7f.1` and `010.0.0.1` for IPv4 addresses, so those are read here.
 *
 * Promise: an IPv4-mapped IPv6 address and the IPv4 address inside it are one address, and a zone id
 * (`%eth0`) plays no part, so that a peer on a dual-stack socket meets the IPv4 rules.
 */
import ipaddr from 'ipaddr.js';

/** `value` is the address as an unsigned number: 32 bits wide for family 4, 128 for family 6. */
export type Ip =
  { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const DOTTED_QUAD = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);
const IPV6_CHARACTERS = /^[0-9a-fA-F:.]{2,45}$/;
const MAPPED_PREFIX = 0xffffn;

/** Reads one address in its standard form; null when it is not one. */
export function ipFromText(text: string): Ip | null {
  const quad = DOTTED_QUAD.exec(text);
  if (quad) return { family: 4, value: ipv4Value([+quad[1]!, +quad[2]!, +quad[3]!, +quad[4]!]) };
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  if (!bare.includes(':') || !IPV6_CHARACTERS.test(bare)) return null;
  const tail = bare.slice(bare.lastIndexOf(':') + 1);
  if (tail.includes('.') && !DOTTED_QUAD.test(tail)) return null;
  if (!ipaddr.IPv6.isValid(bare)) return null;
  return unmapped(ipv6Value(ipaddr.IPv6.parse(bare).toByteArray()));
}

/** What a lenient program would read (`010.0.0.1` as 8.0.0.1, `0x7f.1` as 127.0.0.1). For suggestions only. */
export function lenientIpv4(text: string): Ip | null {
  if (!/^[0-9a-fA-FxX.]{1,40}$/.test(text) || !ipaddr.IPv4.isValid(text)) return null;
  return { family: 4, value: ipv4Value(ipaddr.IPv4.parse(text).octets) };
}

/** True for a text that is written as IPv6 but holds an IPv4 address, such as `::ffff:10.0.0.1`. */
export function isMappedText(text: string): boolean {
  return text.includes(':') && ipFromText(text)?.family === 4;
}

/** The standard form: dotted quad, or RFC 5952. */
export function ipToText(ip: Ip): string {
  if (ip.family === 4) {
    const { value } = ip; // written out: 100,000 networks are read and written at every Apply
    return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  }
  return new ipaddr.IPv6(bytesOf(ip.value)).toRFC5952String();
}

export function sameIp(a: Ip, b: Ip): boolean {
  return a.family === b.family && a.value === b.value;
}

/** The standard form of any address text, or the text itself where it is no address. */
export function standardIpText(text: string): string {
  const ip = ipFromText(text);
  return ip ? ipToText(ip) : text;
}

export function isLoopback(ip: Ip): boolean {
  return ip.family === 4 ? Math.floor(ip.value / 2 ** 24) === 127 : ip.value === 1n;
}

function unmapped(value: bigint): Ip {
  if (value >> 32n === MAPPED_PREFIX) return { family: 4, value: Number(value & 0xffffffffn) };
  return { family: 6, value };
}

function ipv4Value([a, b, c, d]: readonly number[]): number {
  return ((a! << 24) | (b! << 16) | (c! << 8) | d!) >>> 0;
}

function ipv6Value(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function bytesOf(value: bigint): number[] {
  return Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * (15 - i))) & 0xffn));
}
