/**
 * Networks as administrators write them, and the two forms in which Gatepost writes them back: CIDR
 * in the API, `IP=1.1.1.0, MASK=255.255.255.0` in the console, as Exchange 5.5 showed them.
 *
 * Promise: a text is either the network it says or it is refused with the nearest valid form.
 * Exchange took an entry with host bits set and it then matched nobody (KB Q258140); a mask with
 * holes let strangers in (DESIGN D2). Neither can be stored here.
 */
import { ipFromText, ipToText, isMappedText, lenientIpv4, sameIp, type Ip } from './ip.js';
import { parsed, unreadable, type Parsed } from './parsed.js';

export interface Network {
  readonly ip: Ip;
  /** Leading bits that count: 0 to 32, or 0 to 128. */
  readonly prefix: number;
}

/** `10.0.0.0/8` or `10.0.0.1`. */
const STANDARD_FORM = /^([\d.]+)(?:\/([12]?\d|3[0-2]))?$/;
const IMS_FORM = /^(?:IP\s*=\s*)?([^\s,;/=]+)\s*(?:,\s*|\s+|;\s*)(?:MASK\s*=\s*)?([^\s,;/=]+)$/i;
const CIDR_FORM = /^(?:IP\s*=\s*)?([^\s,;/=]+)\s*\/\s*(\S+)$/i;
const HOST_FORM = /^(?:IP\s*=\s*)?([^\s,;/=]+)$/i;

/** Reads any accepted form: IMS line, CIDR, address and mask, or one address. */
export function networkFromText(input: string): Parsed<Network> {
  const text = input.trim();
  if (text === '')
    return unreadable('Enter an address or a network.', 'IP=10.1.2.0, MASK=255.255.255.0');
  const standard = STANDARD_FORM.exec(text); // first, since stored rules are written so
  const ip = standard && ipFromText(standard[1]!);
  if (ip) return aligned(ip, standard[2] === undefined ? 32 : Number(standard[2]));
  const cidr = CIDR_FORM.exec(text);
  if (cidr) return fromPrefix(cidr[1]!, cidr[2]!);
  const ims = IMS_FORM.exec(text);
  if (ims) return fromMask(ims[1]!, ims[2]!);
  const host = HOST_FORM.exec(text);
  if (host) return fromHost(host[1]!);
  return unreadable(
    `${quote(text)} is not an address or a network.`,
    'IP=10.1.2.0, MASK=255.255.255.0',
  );
}

/** `10.0.0.0/8`; a host without its prefix. */
export function networkToCidr(network: Network): string {
  const address = ipToText(network.ip);
  return network.prefix === width(network.ip) ? address : `${address}/${network.prefix}`;
}

/** `IP=10.0.0.0, MASK=255.0.0.0`; IPv6, which Exchange 5.5 never knew, as CIDR. */
export function networkToText(network: Network): string {
  if (network.ip.family === 6) return networkToCidr(network);
  return `IP=${ipToText(network.ip)}, MASK=${maskText(network.prefix)}`;
}

/** The IMS form of a stored CIDR; the text itself where it is no network. */
export function cidrToText(cidr: string): string {
  const network = networkFromText(cidr);
  return network.ok ? networkToText(network.value) : cidr;
}

export function maskText(prefix: number): string {
  return ipToText({ family: 4, value: prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0 });
}

export function width(ip: Ip): 32 | 128 {
  return ip.family === 4 ? 32 : 128;
}

/** Whether an address lies in a network. */
export function networkCovers(network: Network, ip: Ip): boolean {
  return (
    ip.family === network.ip.family && sameIp(networkAround(ip, network.prefix).ip, network.ip)
  );
}

/** The network of that many leading bits around an address. */
export function networkAround(ip: Ip, prefix: number): Network {
  if (ip.family === 4) {
    const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
    return { ip: { family: 4, value: (ip.value & mask) >>> 0 }, prefix };
  }
  const drop = BigInt(128 - prefix);
  return { ip: { family: 6, value: (ip.value >> drop) << drop }, prefix };
}

/** The last address of a network. */
export function lastIn({ ip, prefix }: Network): Ip {
  if (ip.family === 4) return { family: 4, value: ip.value + 2 ** (32 - prefix) - 1 };
  return { family: 6, value: ip.value + (1n << BigInt(128 - prefix)) - 1n };
}

function fromHost(text: string): Parsed<Network> {
  return withAddress(text, (ip) => parsed({ ip, prefix: width(ip) }));
}

function fromPrefix(address: string, prefixText: string): Parsed<Network> {
  if (ipFromText(prefixText)) return fromMask(address, prefixText);
  const prefix = /^(?:0|[1-9]\d{0,2})$/.test(prefixText) ? Number(prefixText) : NaN;
  return withAddress(address, (ip) => {
    const inner = isMappedText(address) && prefix >= 96 ? prefix - 96 : prefix;
    const most = width(ip);
    if (inner <= most) return aligned(ip, inner);
    return unreadable(
      `/${shorten(prefixText)} is not a prefix length: it is a number from 0 to ${most}.`,
      networkToText({ ip, prefix: most }),
    );
  });
}

function fromMask(address: string, maskInput: string): Parsed<Network> {
  return withAddress(address, (ip) => {
    const mask = ipFromText(maskInput);
    if (!mask || mask.family !== ip.family) {
      const hint = networkToText({ ip, prefix: width(ip) });
      return unreadable(`${quote(maskInput)} is not a mask such as 255.255.255.0.`, hint);
    }
    const prefix = leadingOnes(mask);
    const wide = width(ip);
    const contiguous = networkAround(allOnes(ip.family), prefix).ip.value === mask.value;
    if (contiguous) return aligned(ip, prefix);
    return unreadable(
      `The mask ${maskInput} has holes: its ones must all stand at the front.`,
      networkToText({ ip, prefix: wide }),
      networkToText(networkAround(ip, prefix)),
    );
  });
}

function aligned(ip: Ip, prefix: number): Parsed<Network> {
  const network = networkAround(ip, prefix);
  if (network.ip.value === ip.value) return parsed(network);
  return unreadable(
    `This would match nobody: ${ipToText(ip)} lies inside the network ${networkToCidr(network)}.`,
    networkToText(network),
    networkToText({ ip, prefix: width(ip) }),
  );
}

/** Reads the address, then the rest; what is refused offers the rest applied to the nearest addresses. */
function withAddress(text: string, rest: (ip: Ip) => Parsed<Network>): Parsed<Network> {
  const ip = ipFromText(text);
  if (ip && isMappedText(text)) {
    return unreadable(
      `${shorten(text)} is an IPv4 address written as IPv6: enter it as IPv4.`,
      ...nearest([ip], rest),
    );
  }
  if (ip && text.includes('%')) {
    return unreadable(
      `${shorten(text)} names an interface: leave out the part from %.`,
      ...nearest([ip], rest),
    );
  }
  return ip ? rest(ip) : unreadable(whyNoAddress(text), ...nearest(nearestAddresses(text), rest));
}

function nearest(addresses: readonly Ip[], rest: (ip: Ip) => Parsed<Network>): string[] {
  const results = addresses.map(rest);
  return results.flatMap((result) =>
    result.ok ? [networkToText(result.value)] : result.suggestions,
  );
}

function whyNoAddress(text: string): string {
  if (/^0x/i.test(text) || /\.0x/i.test(text))
    return `${quote(text)} is a hexadecimal form, which is read differently by different programs.`;
  if (/^0\d|\.0\d/.test(text) && /^[\d.]+$/.test(text))
    return `${quote(text)} has a leading zero, which some programs read as octal.`;
  if (/^[\d.]+$/.test(text))
    return `${quote(text)} is not an IPv4 address: it takes four numbers from 0 to 255.`;
  if (text.includes(':')) return `${quote(text)} is not an IPv6 address.`;
  return `${quote(text)} is not an IP address. Names are not taken here: a name can be made to point anywhere.`;
}

/** What the writer may have meant by an octal, short or hexadecimal form. */
function nearestAddresses(text: string): Ip[] {
  const decimal = text.split('.').map(Number).join('.');
  const candidates = [ipFromText(decimal), lenientIpv4(text)].filter((ip) => ip !== null);
  return candidates.filter((ip, i) => candidates.findIndex((other) => sameIp(ip, other)) === i);
}

function allOnes(family: 4 | 6): Ip {
  return family === 4 ? { family, value: 0xffffffff } : { family, value: (1n << 128n) - 1n };
}

function leadingOnes(mask: Ip): number {
  const bits = mask.value.toString(2).padStart(width(mask), '0');
  const zero = bits.indexOf('0');
  return zero < 0 ? bits.length : zero;
}

function quote(text: string): string {
  return `“${shorten(text)}”`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
