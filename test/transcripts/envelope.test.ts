/** What a peer may ask with MAIL FROM and RCPT TO, and what of it is kept with the message. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';

const MIB = 1024 * 1024;

let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTP: '127.0.0.1:0' } });
  // Nobody is there: what is accepted waits in the queue and can be looked at.
  const dead = { kind: 'host' as const, host: '127.0.0.1', port: await freePort() };
  await gatepost.apply({
    routes: [
      { domain: 'example.com', to: { kind: 'inbound', host: dead.host, port: dead.port } },
      { domain: 'old.test', to: { kind: 'domain', domain: 'example.com' } },
      { domain: 'open.test', to: dead, alwaysRelay: true },
      { domain: 'remote.test', to: dead },
    ],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: '127.0.0.9' }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
});
afterAll(() => gatepost.stop());

async function open(localAddress = '127.0.0.1'): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress });
  await client.say('EHLO peer.test');
  return client;
}

interface Kept {
  readonly ret: string | null;
  readonly envid: string | null;
  readonly received: { readonly [name: string]: unknown };
  readonly recipients: readonly { address: string; notify: string | null; orcpt: string | null }[];
}

/** Sends a message and reads what the queue keeps of it. */
async function kept(client: SmtpClient, mail: string, rcpts: readonly string[]): Promise<Kept> {
  expect(await client.say(`MAIL FROM:${mail}`)).toMatch(/^250/);
  for (const rcpt of rcpts) expect(await client.say(`RCPT TO:${rcpt}`)).toMatch(/^250/);
  expect(await client.say('DATA')).toMatch(/^354/);
  const answer = await client.say('Subject: x\r\n\r\nx\r\n.');
  const queueId = /queued as (\w+)$/.exec(answer)![1];
  const db = new Database(join(gatepost.data, 'spool.db'), { readonly: true });
  try {
    const message = db.prepare('SELECT * FROM message WHERE queue_id = ?').get(queueId) as {
      number: number;
      ret: string | null;
      envid: string | null;
      received: string;
    };
    const recipients = db
      .prepare('SELECT address, notify, orcpt FROM recipient WHERE message = ? ORDER BY position')
      .all(message.number) as Kept['recipients'];
    const { ret, envid, received } = message;
    return { ret, envid, received: JSON.parse(received) as Kept['received'], recipients };
  } finally {
    db.close();
  }
}

describe('what a sender wants to be told (RFC 3461)', () => {
  test('DSN is offered', async () => {
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    expect(await client.say('EHLO peer.test')).toMatch(/^250[- ]DSN$/m);
    client.close();
  });

  test('RET, ENVID, NOTIFY and ORCPT are kept with the message', async () => {
    const client = await open();
    const message = await kept(client, '<s@sender.test> RET=HDRS ENVID=QQ+2B1', [
      '<a@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@first.test',
      '<b@example.com> NOTIFY=NEVER',
      '<c@example.com>',
    ]);
    client.close();
    expect(message).toMatchObject({ ret: 'HDRS', envid: 'QQ+2B1' });
    expect(message.recipients).toEqual([
      { address: 'a@example.com', notify: 'success,delay', orcpt: 'rfc822;a@first.test' },
      { address: 'b@example.com', notify: '', orcpt: null },
      { address: 'c@example.com', notify: null, orcpt: null },
    ]);
  });

  test('a recipient that a row rewrites keeps the name by which the sender knows it', async () => {
    const client = await open();
    const { recipients } = await kept(client, '<s@sender.test>', [
      '<a+b@old.test>',
      'c@example.com',
    ]);
    client.close();
    expect(recipients).toEqual([
      { address: 'a+b@example.com', notify: null, orcpt: 'rfc822;a+2Bb@old.test' },
      { address: 'c@example.com', notify: null, orcpt: null },
    ]);
  });

  test('a bad parameter of a recipient is refused by name, with a row and a reference', async () => {
    const client = await open();
    await client.say('MAIL FROM:<s@sender.test>');
    const reply = await client.say('RCPT TO:<bad@example.com> NOTIFY=SOMETIMES');
    expect(reply).toMatch(/^501 5\.5\.4 Bad value of NOTIFY \(ref \w{7}\)$/);
    expect(await client.say('RCPT TO:<bad@example.com> X-ODD=1')).toMatch(/^555 5\.5\.4 .*X-ODD/);
    expect(await client.say('DATA')).toMatch(/^503/);
    client.close();
    const [row] = await gatepost.decisions(2, 'recipient=bad@example.com');
    expect(row).toMatchObject({
      verdict: 'reject',
      reason: 'bad-parameter',
      decidedBy: 'recipient',
      queueId: null,
    });
  });

  test.each([
    ['RET=BOTH', /^501 5\.5\.4 .*RET/],
    [`ENVID=${'x'.repeat(101)}`, /^501 5\.5\.4 .*ENVID/],
    ['RET=FULL RET=HDRS', /^501 5\.5\.4 RET is given more than once$/],
    ['MT-PRIORITY=3', /^555 5\.5\.4 .*MT-PRIORITY/],
    ['AUTH=<>', /^250/],
    ['AUTH=s@sender.test', /^250/],
  ])('MAIL FROM:<…> %s', async (parameters, expected) => {
    const client = await open();
    expect(await client.say(`MAIL FROM:<s@sender.test> ${parameters}`)).toMatch(expected);
    client.close();
  });
});

describe('who the peer was is kept with the message, and whether it may relay', () => {
  const permitted = async (from: string, rcpt: string) => {
    const client = await open(from);
    const { received } = await kept(client, '<s@sender.test>', [rcpt]);
    client.close();
    return received;
  };

  test('a stranger: its sender is not known', async () => {
    const received = await permitted('127.0.0.1', '<a@example.com>');
    expect(received).toMatchObject({
      peer: '127.0.0.1',
      helo: 'peer.test',
      account: null,
      tls: null,
      permitted: false,
    });
    expect(received['session']).toMatch(/^\w+$/);
    // Whom a row always relays for need not be known either.
    expect(await permitted('127.0.0.1', '<a@open.test>')).toMatchObject({ permitted: false });
  });

  test('a peer with a permit, wherever its mail goes', async () => {
    for (const rcpt of ['<a@remote.test>', '<a@example.com>', '<a@open.test>']) {
      expect(await permitted('127.0.0.9', rcpt)).toMatchObject({ permitted: true });
    }
  });

  test('an account', async () => {
    const made = { name: 'printer', password: 'a long password' };
    await gatepost.api('POST', '/api/accounts', made);
    const client = await open();
    await client.startTls();
    await client.say('EHLO peer.test');
    const secret = Buffer.from(`\0${made.name}\0${made.password}`).toString('base64');
    expect(await client.say(`AUTH PLAIN ${secret}`)).toMatch(/^235/);
    const { received } = await kept(client, '<s@sender.test>', ['<a@example.com>']);
    client.close();
    expect(received).toMatchObject({ account: 'printer', permitted: true });
    expect(received['tls']).toMatch(/^TLSv1/);
  });
});

describe('how large a message may be', () => {
  test('the limit of the settings in force is announced, held against SIZE= and counted as it streams', async () => {
    const client = await open();
    for (const messageSize of [MIB / 16, 3 * MIB]) {
      await gatepost.deliver({ messageSize });
      expect(await client.say('EHLO peer.test')).toContain(`SIZE ${messageSize}`);
      expect(await client.say(`MAIL FROM:<s@sender.test> SIZE=${messageSize + 1}`)).toMatch(
        /^552 5\.3\.4/,
      );
      expect(await client.say(`MAIL FROM:<s@sender.test> SIZE=${messageSize}`)).toMatch(/^250/);
      await client.say('RCPT TO:<a@example.com>');
      await client.say('DATA');
      const line = `${'x'.repeat(1022)}\r\n`;
      const fits = line.repeat(messageSize / line.length);
      expect(await client.say(`${fits}.`)).toMatch(/^250 2\.0\.0/);
      await client.say('MAIL FROM:<s@sender.test>');
      await client.say('RCPT TO:<a@example.com>');
      await client.say('DATA');
      expect(await client.say(`${fits}x\r\n.`)).toMatch(/^552 5\.3\.4/);
      expect(await client.say('NOOP')).toMatch(/^250/);
    }
    client.close();
  });
});

test('with less room than is kept free mail is refused for now, visibly, and taken again when there is room', async () => {
  const refusing = async () => (await gatepost.status()).relay!.refusing;
  const client = await open();
  await gatepost.deliver({ minimumFree: MIB * MIB });
  expect(await client.say('MAIL FROM:<s@sender.test>')).toMatch(/^452 4\.3\.1/);
  expect(await refusing()).toMatch(/GiB left, less than the 1024 GiB that are kept free/);
  await gatepost.deliver({ minimumFree: 0, messageSize: 2048 * MIB });
  expect(await refusing()).toBeNull();
  expect(await client.say('MAIL FROM:<s@sender.test>')).toMatch(/^250/);
  expect(await client.say('RCPT TO:<a@example.com>')).toMatch(/^250/);
  await gatepost.deliver({ minimumFree: MIB * MIB });
  expect(await client.say('DATA')).toMatch(/^452 4\.3\.1/);
  client.close();
});
