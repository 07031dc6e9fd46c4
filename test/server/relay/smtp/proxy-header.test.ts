/**
 * The PROXY header: as haproxy's specification has it, split at every octet, and as an attacker would write it.
 * Threats: T29.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { crc32c } from '../../../../server/relay/smtp/crc32c.js';
import { proxyHeaderFrom } from '../../../../server/relay/smtp/proxy-header.js';
import { readProxyHeader } from '../../../../server/relay/smtp/proxy-reader.js';
import { proxyV2, tlv } from '../../../support/proxy-header.js';

const V4 = { peer: '203.0.113.7', peerPort: 40_001, localAddress: '192.0.2.10', localPort: 25 };
const V6 = { peer: '2001:db8::7', peerPort: 40_001, localAddress: '2001:db8::25', localPort: 465 };
const LINE_V4 = Buffer.from('PROXY TCP4 203.0.113.7 192.0.2.10 40001 25\r\n');
const LINE_V6 = Buffer.from('PROXY TCP6 2001:db8::7 2001:0DB8:0:0::25 40001 465\r\n');

const GOOD: readonly (readonly [string, Buffer, typeof V4 | null])[] = [
  ['version 1 with IPv4', LINE_V4, V4],
  ['version 1 with IPv6', LINE_V6, V6],
  ['version 1 with IPv4 inside IPv6', Buffer.from('PROXY TCP6 ::ffff:203.0.113.7 ::ffff:c000:20a 40001 25\r\n'), V4],
  ['version 1 that does not know', Buffer.from('PROXY UNKNOWN\r\n'), null],
  ['version 1 that does not know, with more', Buffer.from('PROXY UNKNOWN ffff::1 what ever\r\n'), null],
  ['version 2 with IPv4', proxyV2(V4), V4],
  ['version 2 with IPv6', proxyV2(V6), V6],
  ['version 2 with IPv4 inside IPv6', proxyV2({ ...V4, peer: '::ffff:203.0.113.7', localAddress: '::ffff:192.0.2.10' }), V4],
  ['version 2 with what proxies add', proxyV2(V4, { tail: [tlv(0x02, 'mail.example.com'), tlv(0x04, '')] }), V4],
  ['version 2 of a health check', proxyV2(V4, { command: 0 }), null],
  ['version 2 of a health check with anything in it', proxyV2(null, { command: 0, tail: [Buffer.from('anything')] }), null],
  ['version 2 that does not know', proxyV2(null, { family: 0 }), null],
]; // prettier-ignore

describe('a header is read', () => {
  test.each(GOOD)('%s, wherever it is cut', (_, octets, addresses) => {
    const behind = Buffer.from('EHLO peer.test\r\n');
    for (let cut = 0; cut < octets.length; cut += 1) {
      expect(proxyHeaderFrom(octets.subarray(0, cut))).toEqual({ kind: 'more' });
    }
    const read = { kind: 'read', addresses, length: octets.length };
    expect(proxyHeaderFrom(octets)).toEqual(read);
    expect(proxyHeaderFrom(Buffer.concat([octets, behind]))).toEqual(read);
  });

  test('with its check-sum, and not with a wrong one', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const blank = proxyV2(V4, { tail: [tlv(0x04, 'x'), tlv(0x03, '\0\0\0\0')] });
    const right = Buffer.from(blank);
    right.writeUInt32BE(crc32c(blank), blank.length - 4);
    expect(proxyHeaderFrom(right)).toMatchObject({ kind: 'read', addresses: V4 });
    right[20]! ^= 1;
    expect(proxyHeaderFrom(right)).toMatchObject({ why: 'a header whose check-sum is wrong' });
    expect(proxyHeaderFrom(proxyV2(V4, { tail: [tlv(0x03, 'abc')] })).kind).toBe('bad');
  });
});

describe('a header is refused', () => {
  const long = `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`;
  test.each([
    ['SMTP', 'EHLO peer.test\r\n'],
    ['a TLS handshake', '\x16\x03\x01'],
    ['small letters', 'proxy TCP4'],
    ['two blanks', 'PROXY  TCP4 203.0.113.7 192.0.2.10 40001 25\r\n'],
    ['a blank at the end', 'PROXY TCP4 203.0.113.7 192.0.2.10 40001 25 \r\n'],
    ['more than it should hold', 'PROXY TCP4 203.0.113.7 192.0.2.10 40001 25 x\r\n'],
    ['no ports', 'PROXY TCP4 203.0.113.7 192.0.2.10\r\n'],
    ['a port that does not exist', 'PROXY TCP4 203.0.113.7 192.0.2.10 65536 25\r\n'],
    ['a port with a zero before it', 'PROXY TCP4 203.0.113.7 192.0.2.10 040 25\r\n'],
    ['an octal address', 'PROXY TCP4 203.0.113.007 192.0.2.10 40001 25\r\n'],
    ['a short address', 'PROXY TCP4 127.1 192.0.2.10 40001 25\r\n'],
    ['IPv6 said to be IPv4', 'PROXY TCP4 ::1 ::2 40001 25\r\n'],
    ['IPv4 said to be IPv6', 'PROXY TCP6 203.0.113.7 192.0.2.10 40001 25\r\n'],
    ['a zone', 'PROXY TCP6 fe80::1%eth0 fe80::2 40001 25\r\n'],
    ['another protocol', 'PROXY UDP4 203.0.113.7 192.0.2.10 40001 25\r\n'],
    ['a second line in the first', 'PROXY TCP4 203.0.113.7\n192.0.2.10 40001 25\r\n'],
    ['a line that does not end', long.slice(0, 107)],
    ['a line that ends too late', long],
    ['a line that ends at LF', `PROXY TCP4 203.0.113.7 192.0.2.10 40001 25\n${'x'.repeat(80)}`],
  ])('version 1: %s', (_, text) => {
    expect(proxyHeaderFrom(Buffer.from(text, 'latin1')).kind).toBe('bad');
  });

  test.each([
    ['version 3', proxyV2(V4, { version: 3 })],
    ['an unknown command', proxyV2(V4, { command: 2 })],
    ['datagrams', proxyV2(V4, { family: 0x12 })],
    ['a Unix socket', proxyV2(null, { family: 0x31, tail: [Buffer.alloc(216)] })],
    ['a family that does not exist', proxyV2(V4, { family: 0x41 })],
    ['too short for IPv4', proxyV2(null, { family: 0x11, tail: [Buffer.alloc(11)] })],
    ['too short for IPv6', proxyV2(null, { family: 0x21, tail: [Buffer.alloc(35)] })],
    ['a part that is cut', proxyV2(V4, { tail: [Buffer.from([4, 0])] })],
    ['a part that is longer than the header', proxyV2(V4, { tail: [Buffer.from([4, 0, 9, 1])] })],
    ['too long', proxyV2(V4, { tail: [tlv(0x04, 'x'.repeat(4096))] })],
  ])('version 2: %s', (_, octets) => {
    expect(proxyHeaderFrom(octets).kind).toBe('bad');
  });

  test('whatever comes, nothing is thrown and no more than 4,096 octets are waited for', () => {
    const begin = fc.constantFrom(
      LINE_V4.subarray(0, 6),
      proxyV2(V4).subarray(0, 12),
      Buffer.alloc(0),
    );
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        const octets = Buffer.concat([start, rest]);
        const { kind } = proxyHeaderFrom(octets);
        expect(proxyHeaderFrom(Buffer.concat([octets, Buffer.alloc(4096)])).kind).not.toBe('more');
        expect(['more', 'bad', 'read']).toContain(kind);
      }),
    );
  });
});

describe('on a connection', () => {
  let server: Server;
  let peer: Socket;
  afterEach(() => {
    peer.destroy();
    server.close();
  });

  /** Both ends. */
  async function connected(): Promise<Socket> {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('close', () => undefined);
    return socket;
  }

  test('octet by octet, and what comes behind it is left for whoever reads next', async () => {
    const socket = await connected();
    peer.setNoDelay(true);
    const answer = readProxyHeader(socket, 10_000);
    const octets = Buffer.concat([proxyV2(V4), Buffer.from('EHLO x\r\n')]);
    for (const octet of octets) {
      await new Promise((sent) => peer.write(Buffer.of(octet), sent));
    }
    peer.end('QUIT\r\n');
    expect(await answer).toEqual({ kind: 'read', addresses: V4 });
    const read: Buffer[] = [];
    for await (const chunk of socket) read.push(chunk as Buffer);
    expect(Buffer.concat(read).toString()).toBe('EHLO x\r\nQUIT\r\n');
  });

  test('a proxy that is too slow, leaves in the middle, or says nothing at all', async () => {
    const slow = readProxyHeader(await connected(), 50);
    peer.write('PROXY ');
    expect(await slow).toEqual({ kind: 'bad', why: 'no PROXY header within 0.05 s' });
    peer.destroy();
    server.close();
    const cut = readProxyHeader(await connected(), 10_000);
    peer.end('PROXY ');
    expect(await cut).toEqual({ kind: 'bad', why: 'closed within the PROXY header' });
    server.close();
    const check = readProxyHeader(await connected(), 10_000);
    peer.destroy();
    expect(await check).toEqual({ kind: 'left' });
  });
});
