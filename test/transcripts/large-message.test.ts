/** A message of 100 MiB goes through the real process in as little memory as a small one. Threats: T12. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';

const MIB = 1024 * 1024;
const LINE = Buffer.from(`${'x'.repeat(1022)}\r\n`);
const SIZE = 100 * MIB;

let gatepost: Gatepost;
const arrived: { octets: number; digest: string }[] = [];
const hop = createServer(takeMessages);

beforeAll(async () => {
  await new Promise<void>((resolve) => hop.listen(0, '127.0.0.1', resolve));
  gatepost = await Gatepost.start();
  await gatepost.deliver({ messageSize: SIZE + MIB });
  const { port } = hop.address() as AddressInfo;
  const to = { kind: 'inbound' as const, host: '127.0.0.1', port };
  await gatepost.apply({ routes: [{ domain: 'example.com', to }] });
});
afterAll(async () => {
  await gatepost.stop();
  hop.close();
});

test('it arrives octet for octet, and the relay grows by less than 60 MiB', async () => {
  const { relay } = await gatepost.children();
  // What the first message loads is not the large one's.
  await send(10 * LINE.length);
  const before = residentMemory(relay);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentMemory(relay))), 20);
  const digest = await send(SIZE);
  await gatepost.queueEmpty();
  clearInterval(watch);
  expect(arrived.map(({ octets }) => octets)).toEqual([10 * LINE.length, SIZE]);
  expect(arrived[1]!.digest).toBe(digest);
  expect((most - before) / MIB).toBeLessThan(60);
});

/** Sends a message of one line over and over; the digest of what was sent. */
async function send(size: number): Promise<string> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  const replies = [
    await client.say('EHLO peer.test'),
    await client.say(`MAIL FROM:<s@sender.test> SIZE=${size}`),
    await client.say('RCPT TO:<r@example.com>'),
    await client.say('DATA'),
  ];
  expect(replies.at(-1)).toMatch(/^354/);
  const hash = createHash('sha256');
  const piece = Buffer.concat(Array.from({ length: 64 }, () => LINE));
  for (let left = size; left > 0; left -= piece.length) {
    const part = piece.subarray(0, Math.min(left, piece.length));
    hash.update(part);
    await client.stream(part);
  }
  expect(await client.say('.')).toMatch(/^250 2\.0\.0/);
  client.close();
  return hash.digest('hex');
}

/** Octets. */
function residentMemory(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

/** A next hop that keeps nothing: it counts what follows the header that Gatepost puts before. */
function takeMessages(socket: Socket): void {
  let inData = false;
  let tail = Buffer.alloc(0);
  let octets = 0;
  let hash = createHash('sha256');
  let inHeader = true;
  const count = (part: Buffer) => {
    octets += part.length;
    hash.update(part);
  };
  socket.on('error', () => undefined);
  socket.write('220 hop.test ESMTP\r\n');
  socket.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]);
    if (!inData) {
      const commands = tail.toString('latin1');
      if (!commands.endsWith('\r\n')) return;
      tail = Buffer.alloc(0);
      for (const line of commands.trimEnd().split('\r\n')) {
        inData ||= line === 'DATA';
        socket.write(line === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
      }
      return;
    }
    if (inHeader) {
      const body = tail.indexOf('\r\nxxx');
      if (body < 0) return;
      tail = tail.subarray(body + 2);
      inHeader = false;
    }
    const end = tail.indexOf('\r\n.\r\n');
    if (end < 0) {
      const kept = Math.min(4, tail.length);
      count(tail.subarray(0, tail.length - kept));
      tail = tail.subarray(tail.length - kept);
      return;
    }
    count(tail.subarray(0, end + 2));
    arrived.push({ octets, digest: hash.digest('hex') });
    [octets, inData, inHeader, hash] = [0, false, true, createHash('sha256')];
    tail = tail.subarray(end + 5);
    socket.write('250 2.0.0 taken\r\n');
  });
}
