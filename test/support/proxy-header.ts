/** Headers of the PROXY protocol, version 2, good and bad. */
import { isIPv4 } from 'node:net';

interface Addresses {
  readonly peer: string;
  readonly peerPort: number;
  readonly localAddress: string;
  readonly localPort: number;
}

interface Parts {
  readonly version?: number;
  /** 0 is a health check. */
  readonly command?: number;
  readonly family?: number;
  /** What follows the addresses. */
  readonly tail?: readonly Buffer[];
}

export function proxyV2(addresses: Addresses | null, parts: Parts = {}): Buffer {
  const isV4 = addresses === null || isIPv4(addresses.peer);
  const { version = 2, command = 1, family = isV4 ? 0x11 : 0x21, tail = [] } = parts;
  const block = Buffer.concat([addresses ? blockOf(addresses) : Buffer.alloc(0), ...tail]);
  const head = Buffer.from([version * 16 + command, family, block.length >> 8, block.length & 255]);
  return Buffer.concat([Buffer.from('\r\n\r\n\0\r\nQUIT\n'), head, block]);
}

export function tlv(type: number, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([type, value.length >> 8, value.length & 255]),
    Buffer.from(value),
  ]);
}

function blockOf({ peer, peerPort, localAddress, localPort }: Addresses): Buffer {
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(peerPort);
  ports.writeUInt16BE(localPort, 2);
  return Buffer.concat([octetsOf(peer), octetsOf(localAddress), ports]);
}

function octetsOf(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const quad = /[\d.]+$/.exec(address)![0];
  if (isIPv4(quad))
    return Buffer.concat([Buffer.alloc(10), Buffer.from([255, 255]), octetsOf(quad)]);
  const [before = '', after = ''] = address.split('::');
  const octets = (text: string) =>
    Buffer.from(
      text === ''
        ? ''
        : text
            .split(':')
            .map((group) => group.padStart(4, '0'))
            .join(''),
      'hex',
    );
  const [head, end] = [octets(before), octets(after)];
  return Buffer.concat([head, Buffer.alloc(16 - head.length - end.length), end]);
}
