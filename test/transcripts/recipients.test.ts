/** Which recipients of inbound mail are taken: from the peer's side, with a scripted inbound host. Threats: T25. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Recipients } from '../../shared/api/recipients.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';
import { permitting } from '../support/permitting.js';

let gatepost: Gatepost;
let host: SmtpSink;
/** Who exists at the inbound host. */
const users = new Set<string>();

beforeAll(async () => {
  gatepost = await Gatepost.start();
  await gatepost.apply({
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' } },
      { domain: 'old.test', to: { kind: 'domain', domain: 'example.com' } },
    ],
    restrictions: permitting('127.0.0.9'),
  });
  host = await inboundHost();
});
afterAll(async () => {
  await gatepost.stop();
  await host.stop();
});
beforeEach(() => {
  users.clear();
  users.add('ann@example.com');
});

function inboundHost(port = 0): Promise<SmtpSink> {
  return new SmtpSink({
    answer: (line) => {
      const recipient = /^RCPT TO:<(.*)>/.exec(line)?.[1];
      const isUnknown = recipient !== undefined && !users.has(recipient);
      return isUnknown ? '550 5.1.1 no such user' : undefined;
    },
  }).start('127.0.0.1', port);
}

async function recipients(setting: Recipients): Promise<void> {
  const inbound = { kind: 'smtp' as const, host: '127.0.0.1', port: host.port };
  const { status } = await gatepost.deliver({ recipients: setting, inbound });
  expect(status).toBe(200);
}

async function open(localAddress = '127.0.0.1'): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress });
  await client.say('EHLO peer.test');
  await client.say('MAIL FROM:<s@sender.test>');
  return client;
}

async function rcpt(address: string, localAddress?: string): Promise<string> {
  const client = await open(localAddress);
  const reply = await client.say(`RCPT TO:<${address}>`);
  client.close();
  return reply;
}

describe('a list', () => {
  beforeAll(() => recipients({ kind: 'list', addresses: ['ann@example.com', '@all.test'] }));

  test('who is on it is taken, who is not is unknown, and the row says so', async () => {
    expect(await rcpt('Ann@EXAMPLE.com')).toMatch(/^250 2\.1\.5/);
    const reply = await rcpt('bob@example.com');
    expect(reply).toMatch(
      /^550 5\.1\.1 <bob@example\.com>: Recipient address rejected: User unknown \(ref \w{7}\)$/,
    );
    const [row] = await gatepost.decisions(1, 'recipient=bob@example.com');
    expect(row).toMatchObject({
      verdict: 'reject',
      reason: 'unknown-recipient',
      decidedBy: 'recipient',
      queueId: null,
      reply,
    });
    const ref = /\(ref (\w{7})\)/.exec(reply)![1];
    const detail = await gatepost.api<{ decision: unknown }>('GET', `/api/decisions/${ref}`);
    expect(detail.body.decision).toBeNull();
    const line = 'NOQUEUE: reject: RCPT from unknown[127.0.0.1]: 550 5.1.1 <bob@example.com>';
    await until(() => (gatepost.lines.some((each) => each.includes(line)) ? true : null));
  });

  test('an address is looked up as it will be delivered', async () => {
    expect(await rcpt('ann@old.test')).toMatch(/^250/);
    expect(await rcpt('bob@old.test')).toMatch(/^550 5\.1\.1 <bob@example\.com>/);
  });

  test('it says nothing of mail that is relayed, nor of postmaster', async () => {
    expect(await rcpt('bob@remote.test', '127.0.0.9')).toMatch(/^250/);
    expect(await rcpt('bob@remote.test')).toMatch(/^550 5\.7\.1/);
    expect(await rcpt('postmaster@example.com')).toMatch(/^250/);
  });

  test('with all recipients refused there is no message', async () => {
    const client = await open();
    await client.say('RCPT TO:<bob@example.com>');
    expect(await client.say('DATA')).toMatch(/^503/);
    client.close();
  });
});

describe('asked of the inbound host', () => {
  beforeEach(async () => {
    await recipients({ kind: 'any' });
    // Another port is another host: nothing is known of it.
    await host.stop();
    host = await inboundHost();
    await recipients({ kind: 'ask' });
  });

  test('who exists there is taken, who does not is refused, each asked once', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await rcpt('ann@example.com')).toMatch(/^250/);
      expect(await rcpt('bob@example.com')).toMatch(/^550 5\.1\.1/);
    }
    expect(host.sessions).toHaveLength(2);
    expect(host.messages).toEqual([]);
  });

  test('what is relayed or refused by the rules is not asked about', async () => {
    await rcpt('bob@remote.test');
    await rcpt('bob@remote.test', '127.0.0.9');
    await rcpt('a%b@example.com');
    expect(host.sessions).toEqual([]);
  });

  test('recipients sent ahead are answered in order, and the message goes to those who exist', async () => {
    users.add('eve@example.com');
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    await client.say('EHLO peer.test');
    const names = ['ann@example.com', 'bob@example.com', 'x@remote.test', 'eve@example.com'];
    client.send(
      `MAIL FROM:<s@sender.test>\r\n${names.map((name) => `RCPT TO:<${name}>\r\n`).join('')}DATA\r\n`,
    );
    const replies: string[] = [];
    for (let i = 0; i < 6; i += 1) replies.push(await client.reply());
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual([
      '250',
      '250',
      '550',
      '550',
      '250',
      '354',
    ]);
    expect(await client.say('Subject: x\r\n\r\nx\r\n.')).toMatch(/^250/);
    client.close();
    await gatepost.queueEmpty();
    expect(host.messages.map((message) => message.recipients)).toEqual([
      ['ann@example.com', 'eve@example.com'],
    ]);
  });

  test('a host that is down: who was known is taken, others are put off', async () => {
    expect(await rcpt('ann@example.com')).toMatch(/^250/);
    const { port } = host;
    await host.stop();
    expect(await rcpt('ann@example.com')).toMatch(/^250/);
    expect(await rcpt('eve@example.com')).toMatch(
      /^450 4\.4\.1 <eve@example\.com>: Recipient address rejected: .*\(ref \w{7}\)$/,
    );
    host = await inboundHost(port);
    const [row] = await gatepost.decisions(1, 'reason=recipient-unverified&limit=1');
    expect(row).toMatchObject({ recipient: 'eve@example.com', decidedBy: 'recipient' });
  });

  test('a host that takes everybody is asked once, and so is taken everybody', async () => {
    host.script = {};
    for (const name of ['ann', 'bob', 'eve']) {
      expect(await rcpt(`${name}@example.com`)).toMatch(/^250/);
    }
    expect(host.sessions).toHaveLength(1);
  });

  test('a peer that tries out names is put off after thirty a minute', async () => {
    // Before that it would be hung up on for its errors.
    await gatepost.deliver({ limits: { errors: 0 } });
    const client = await open('127.0.0.44');
    const replies: string[] = [];
    for (let i = 0; i < 32; i += 1) replies.push(await client.say(`RCPT TO:<n${i}@example.com>`));
    expect(replies.slice(0, 30).every((reply) => reply.startsWith('550 5.1.1'))).toBe(true);
    expect(replies[30]).toMatch(/^450 4\.7\.1/);
    expect(await client.say('RCPT TO:<ann@example.com>')).toMatch(/^450/);
    client.close();
    expect(await rcpt('ann@example.com', '127.0.0.45')).toMatch(/^250/);
    const [row] = await gatepost.decisions(1, 'reason=too-many-new-recipients&limit=1');
    expect(row).toMatchObject({ decidedBy: 'limit', peer: '127.0.0.44' });
  });
});
