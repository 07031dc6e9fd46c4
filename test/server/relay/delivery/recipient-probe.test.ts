import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstDelivery, type Inbound } from '../../../../shared/api/delivery.js';
import { recipientProbe } from '../../../../server/relay/delivery/recipient-probe.js';
import { freePort } from '../../../support/free-port.js';
import { sinkOf, SHORT } from '../../../support/deliver.js';
import type { Said, SinkScript } from '../../../support/smtp-sink.js';

const smtp = (port: number): Inbound => ({ kind: 'smtp', host: '127.0.0.1', port });
const lines: string[] = [];

function probe(inbound: Inbound, signal = new AbortController().signal) {
  const ask = recipientProbe({
    settings: () => ({ ...firstDelivery('site.test'), inbound }),
    hostname: 'gatepost.test',
    ownListeners: () => [],
    dns: [],
    signal,
    log: (line) => void lines.push(line),
    timeOuts: SHORT,
  });
  return (...addresses: string[]) => ask({ kind: 'inbound' }, addresses);
}

const answering = (replies: Readonly<Record<string, Said>>): SinkScript => ({
  answer: (line) => Object.entries(replies).find(([start]) => line.startsWith(start))?.[1],
});

test('a host is asked as the null sender, and is given no message', async () => {
  const sink = await sinkOf(answering({ 'RCPT TO:<bob': '550 5.1.1 no such user' }));
  const answers = await probe(smtp(sink.port))('ann@to.test', 'bob@to.test');
  expect(answers).toEqual(['exists', 'unknown']);
  expect(sink.sessions[0]!.commands.slice(0, 4)).toEqual([
    'EHLO gatepost.test',
    'MAIL FROM:<>',
    'RCPT TO:<ann@to.test>',
    'RCPT TO:<bob@to.test>',
  ]);
  expect(sink.messages).toEqual([]);
});

test('a host that speaks LMTP, on a socket', async () => {
  const path = join(tmpdir(), `gatepost-probe-${process.pid}.sock`);
  const refusing = answering({ 'RCPT TO:<bob': '550 5.1.1 no such user' });
  const sink = await sinkOf({ ...refusing, lmtp: true, path });
  const answers = await probe({ kind: 'lmtp', socket: path })('ann@to.test', 'bob@to.test');
  expect(answers).toEqual(['exists', 'unknown']);
  expect(sink.sessions[0]!.commands[0]).toBe('LHLO gatepost.test');
});

test('the Maildir takes everybody', async () => {
  expect(await probe({ kind: 'maildir' })('ann@to.test')).toBe('everybody');
});

describe('what an answer means', () => {
  test.each([
    ['250 ok', 'exists'],
    ['251 will forward', 'exists'],
    ['550 5.1.1 no', 'unknown'],
    ['550 no such user', 'unknown'],
    ['550 5.4.1 Recipient address rejected: Access denied', 'unknown'],
    ['550 5.2.1 disabled', 'unknown'],
    ['550 5.7.1 your address is listed', 'unclear'],
    ['552 5.2.2 over quota', 'unclear'],
    ['530 log on first', 'unclear'],
    ['503 5.5.1 what', 'unclear'],
    ['450 4.2.0 greylisted', 'unclear'],
    ['452 4.2.2 full', 'unclear'],
  ])('%s: %s', async (reply, expected) => {
    const sink = await sinkOf(answering({ RCPT: reply }));
    expect(await probe(smtp(sink.port))('ann@to.test')).toEqual([expected]);
  });

  test('a name beyond ASCII is asked where the host can be told of it', async () => {
    const able = await sinkOf({ extensions: ['SMTPUTF8', '8BITMIME'] });
    expect(await probe(smtp(able.port))('jürgen@to.test')).toEqual(['exists']);
    expect(able.sessions[0]!.commands[1]).toBe('MAIL FROM:<> SMTPUTF8');
    const unable = await sinkOf();
    expect(await probe(smtp(unable.port))('jürgen@to.test')).toEqual(['unknown']);
  });
});

describe('a host that cannot be asked', () => {
  test.each([
    ['that drops', answering({ RCPT: 'DROP' })],
    ['that does not greet', { greeting: '554 5.7.1 no' }],
    ['that refuses the null sender', answering({ MAIL: '550 5.7.1 no' })],
    ['that goes away', answering({ RCPT: '421 4.3.2 bye' })],
    ['that speaks no SMTP', { greeting: { raw: '<html>\r\n' } }],
  ])('%s', async (_, script) => {
    const sink = await sinkOf(script as SinkScript);
    expect(await probe(smtp(sink.port))('ann@to.test')).toBe('unreachable');
  });

  test('that is not there', async () => {
    expect(await probe(smtp(await freePort()))('ann@to.test')).toBe('unreachable');
  });

  test('that says nothing, while the relay stops', async () => {
    const sink = await sinkOf(answering({ RCPT: 'HANG' }));
    const stopping = new AbortController();
    const asking = probe(smtp(sink.port), stopping.signal)('ann@to.test');
    stopping.abort();
    expect(await asking).toBe('unreachable');
    expect(lines).toEqual([]);
  });
});
