/**
 * The header of the PROXY protocol, versions 1 and 2 (haproxy's proxy-protocol.txt): who a connection comes
 * from that a proxy hands on. Octets in, a finding out; it knows no socket.
 *
 * Promise: the first octet that no header can have ends it, and no more than `MOST_V2` octets are ever waited
 * for. What is no plain TCP connection (datagrams, Unix sockets) is refused rather than guessed at.
 */
import { ipFromText, ipToText } from '../../../shared/address/ip.js';
import { crc32c } from './crc32c.js';

export interface ProxiedAddresses {
  readonly peer: string;
  readonly peerPort: number;
  readonly localAddress: string;
  readonly localPort: number;
}

export type ProxyHeader =
  /** More octets are needed. */
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly why: string }
  /** `addresses`: null where the proxy speaks for itself (a health check), or does not know. */
  | { readonly kind: 'read'; readonly addresses: ProxiedAddresses | null; readonly length: number };

/** With its CR LF, as the specification says. */
const MOST_V1 = 107;
/** The addresses take 52 octets at most; the rest is what proxies add, which a client cannot make longer. */
const MOST_V2 = 4096;

const V1 = Buffer.from('PROXY ');
const V2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n');
const V2_FIXED = 16;

const PORT = '(0|[1-9]\\d{0,4})';
const V1_LINE = new RegExp(`^PROXY (TCP4|TCP6) ([\\da-fA-F.:]+) ([\\da-fA-F.:]+) ${PORT} ${PORT}$`);
const V1_UNKNOWN = /^PROXY UNKNOWN(?: .*)?$/;

/** Octets of two addresses and two ports, by family and protocol. */
const ADDRESS_OCTETS = new Map([
  [0x11, 4],
  [0x21, 16],
]);
const UNSPECIFIED = 0x00;
const TLV_CRC32C = 0x03;

const MORE = { kind: 'more' } as const;

/** What the octets so far are. */
export function proxyHeaderFrom(octets: Buffer): ProxyHeader {
  if (beginsAs(octets, V1)) return octets.length < V1.length ? MORE : fromLine(octets);
  if (beginsAs(octets, V2)) return octets.length < V2_FIXED ? MORE : fromBinary(octets);
  return bad('no PROXY header');
}

/** As far as the octets go. */
function beginsAs(octets: Buffer, signature: Buffer): boolean {
  const length = Math.min(octets.length, signature.length);
  return octets.subarray(0, length).equals(signature.subarray(0, length));
}

function fromLine(octets: Buffer): ProxyHeader {
  const end = octets.subarray(0, MOST_V1).indexOf('\r\n');
  if (end < 0) {
    return octets.length < MOST_V1 ? MORE : bad(`a header of more than ${MOST_V1} octets`);
  }
  const line = octets.toString('latin1', 0, end);
  const length = end + 2;
  if (V1_UNKNOWN.test(line)) return { kind: 'read', addresses: null, length };
  const [, family, from, to, fromPort, toPort] = V1_LINE.exec(line) ?? [];
  if (family === undefined) return bad('a header that cannot be read');
  const peer = addressOf(from!, family);
  const localAddress = addressOf(to!, family);
  if (peer === null || localAddress === null) return bad('an address that cannot be read');
  const [peerPort, localPort] = [Number(fromPort), Number(toPort)];
  if (peerPort > 65_535 || localPort > 65_535) return bad('a port that does not exist');
  return { kind: 'read', addresses: { peer, peerPort, localAddress, localPort }, length };
}

function addressOf(text: string, family: string): string | null {
  const ip = text.includes(':') === (family === 'TCP6') ? ipFromText(text) : null;
  return ip && ipToText(ip);
}

function fromBinary(octets: Buffer): ProxyHeader {
  const [versionAndCommand, family] = [octets[12]!, octets[13]!];
  if (versionAndCommand >> 4 !== 2) return bad('a version of the header that is not known');
  const command = versionAndCommand & 15;
  if (command > 1) return bad('a command that is not known');
  const length = V2_FIXED + octets.readUInt16BE(14);
  if (length > MOST_V2) return bad(`a header of more than ${MOST_V2.toLocaleString('en')} octets`);
  if (octets.length < length) return MORE;
  const header = octets.subarray(0, length);
  // LOCAL: whatever addresses it holds are to be overlooked.
  const isLocal = command === 0 || family === UNSPECIFIED;
  const size = isLocal ? 0 : ADDRESS_OCTETS.get(family);
  if (size === undefined) return bad('a connection that is not TCP over IPv4 or IPv6');
  const end = V2_FIXED + (size === 0 ? 0 : 2 * size + 4);
  if (end > length) return bad('a header that is too short for its addresses');
  const fault = isLocal ? null : faultOfTail(header, end);
  if (fault) return bad(fault);
  return { kind: 'read', addresses: size === 0 ? null : addressesIn(header, size), length };
}

function addressesIn(header: Buffer, size: number): ProxiedAddresses {
  const at = (place: number) => ipText(header.subarray(place, place + size));
  const ports = V2_FIXED + 2 * size;
  return {
    peer: at(V2_FIXED),
    peerPort: header.readUInt16BE(ports),
    localAddress: at(V2_FIXED + size),
    localPort: header.readUInt16BE(ports + 2),
  };
}

/** In standard form, IPv4 unmapped. */
function ipText(octets: Buffer): string {
  if (octets.length === 4) return octets.join('.');
  const groups = octets.toString('hex').match(/.{4}/g)!;
  return ipToText(ipFromText(groups.join(':'))!);
}

/** What follows the addresses is skipped, but it has to add up, and its check-sum has to be right where there is one. */
function faultOfTail(header: Buffer, start: number): string | null {
  let at = start;
  while (at < header.length) {
    if (at + 3 > header.length) return 'a header whose parts do not add up';
    const value = at + 3;
    const next = value + header.readUInt16BE(at + 1);
    if (next > header.length) return 'a header whose parts do not add up';
    if (header[at] === TLV_CRC32C && !isSumRight(header, value, next)) {
      return 'a header whose check-sum is wrong';
    }
    at = next;
  }
  return null;
}

/** Of the whole header, with zeros in the place of the sum. */
function isSumRight(header: Buffer, from: number, to: number): boolean {
  if (to - from !== 4) return false;
  const blank = Buffer.from(header);
  blank.fill(0, from, to);
  return crc32c(blank) === header.readUInt32BE(from);
}

function bad(why: string): ProxyHeader {
  return { kind: 'bad', why };
}
