/** What a peer can say, and what it gets for it: sessions against the real relay. Threats: T8. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const inbound = { domain: 'example.com', to: { kind: 'inbound' as const } };
const ticked = {
  authenticated: true,
  addresses: { enabled: true, entries: [{ network: '127.0.0.9' }] },
  internalAddresses: { enabled: false, entries: [] },
  never: { entries: [] },
};
let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start();
  await gatepost.apply({ routes: [inbound], restrictions: ticked });
  const made = await gatepost.api('POST', '/api/accounts', {
    name: 'printer',
    password: 'a long password',
  });
  expect(made.status).toBe(201);
});
afterAll(() => gatepost.stop());

async function open(): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO peer.test');
  return client;
}

/** Messages in the recipient's Maildir, once there are that many. */
async function mails(address: string, count: number): Promise<string[]> {
  const folder = join(gatepost.data, 'maildir', address, 'new');
  await gatepost.queueEmpty();
  return until(() => {
    const names = readdirSync(folder, { withFileTypes: true }).map(({ name }) => name);
    if (names.length < count) return null;
    return names.map((name) => readFileSync(join(folder, name), 'latin1'));
  });
}

describe('every recipient, readable or not, gets a decision, a row and a reference', () => {
  test.each([
    ['<spamtest>', /^250 2\.1\.5/],
    ['a b@example.com', /^501 5\.1\.3/],
    ['<a@b@example.com>', /^501 5\.1\.3/],
    ['<a,b@example.com>', /^501 5\.1\.3/],
    ['<>', /^501 5\.1\.3/],
    ['<user@exam\u00adple.com>', /^501 5\.1\.3/],
    ['<user@bücher.test>', /^553 5\.6\.7/],
    ['<"john smith"@example.com>', /^250 2\.1\.5/],
    ['<a%b.test@example.com>', /^550 5\.7\.1/],
    ['<@one.test:user@example.com>', /^250 2\.1\.5/],
    ['user@example.com', /^250 2\.1\.5/],
    ['<user.@example.com>', /^250 2\.1\.5/],
    ['<constructor@__proto__.test>', /^550 5\.7\.1/],
    ['<stranger@remote.test>', /^550 5\.7\.1 Relaying denied for <stranger@remote\.test> \(ref/],
  ])('%s', async (path, expected) => {
    const client = await open();
    await client.say('MAIL FROM:<s@sender.test>');
    const reply = await client.say(`RCPT TO:${path}`);
    client.close();
    expect(reply).toMatch(expected);
    const ref = /\(ref ([0-9A-HJKMNP-TV-Z]{7})\)$/.exec(reply)?.[1];
    const detail = await until(async () => {
      const answer = await gatepost.api<{ row: { reply: string }; decision: { verdict: string } }>(
        'GET',
        `/api/decisions/${ref}`,
      );
      return answer.status === 200 ? answer.body : null;
    });
    expect(detail.row.reply).toBe(reply);
    expect(detail.decision.verdict === 'reject').toBe(reply.startsWith('5'));
  });
});

describe('a closed list of commands', () => {
  test.each([
    'WIZ',
    'SHELL',
    'KILL',
    'XCLIENT ADDR=127.0.0.9',
    'XFORWARD ADDR=127.0.0.9',
    'LHLO a',
    'TURN',
  ])('%s is not recognized', async (command) => {
    const client = await open();
    expect(await client.say(command)).toMatch(/^500 5\.5\.2/);
    client.close();
  });

  test('more than ten commands before a message are no reason to be cut off', async () => {
    const client = await open();
    for (let i = 0; i < 15; i += 1) expect(await client.say('NOOP')).toMatch(/^250/);
    client.close();
  });

  test('commands out of order are told so', async () => {
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    expect(await client.say('MAIL FROM:<a@b.test>')).toBe('503 5.5.1 Send EHLO first');
    await client.say('EHLO peer.test');
    expect(await client.say('RCPT TO:<user@example.com>')).toMatch(/^503/);
    expect(await client.say('DATA')).toMatch(/^503/);
    await client.say('MAIL FROM:<a@b.test>');
    expect(await client.say('MAIL FROM:<a@b.test>')).toMatch(/^503/);
    expect(await client.say('DATA')).toMatch(/^503/);
    client.close();
  });

  test('RSET forgets the recipients', async () => {
    const client = await open();
    await client.say('MAIL FROM:<a@b.test>');
    await client.say('RCPT TO:<user@example.com>');
    await client.say('RSET');
    expect(await client.say('DATA')).toMatch(/^503/);
    client.close();
  });
});

describe('logging on', () => {
  const plain = (name: string, password: string) =>
    Buffer.from(`\0${name}\0${password}`).toString('base64');

  test('AUTH is offered and taken only after STARTTLS', async () => {
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    expect(await client.say('EHLO peer.test')).not.toContain('AUTH');
    expect(await client.say(`AUTH PLAIN ${plain('printer', 'a long password')}`)).toMatch(
      /^538 5\.7\.11/,
    );
    await client.startTls();
    expect(await client.say('EHLO peer.test')).toContain('AUTH PLAIN LOGIN');
    client.close();
  });

  test('a device that logs on relays anywhere, and its row names the account', async () => {
    const client = await open();
    await client.startTls();
    await client.say('EHLO peer.test');
    expect(await client.say(`AUTH PLAIN ${plain('printer', 'a long password')}`)).toMatch(
      /^235 2\.7\.0/,
    );
    await client.say('MAIL FROM:<scan@example.com>');
    expect(await client.say('RCPT TO:<anyone@remote.test>')).toMatch(/^250/);
    client.close();
    const [row] = await gatepost.decisions(1, 'recipient=anyone@remote.test');
    expect(row).toMatchObject({ verdict: 'relay', reason: 'authenticated', account: 'printer' });
    expect(row!.tls).toMatch(/^TLSv1\.[23] /);
  });

  test('AUTH LOGIN asks in the words that old clients expect', async () => {
    const client = await open();
    await client.startTls();
    await client.say('EHLO peer.test');
    expect(await client.say('AUTH LOGIN')).toBe('334 VXNlcm5hbWU6');
    expect(await client.say(Buffer.from('printer').toString('base64'))).toBe('334 UGFzc3dvcmQ6');
    expect(await client.say(Buffer.from('a long password').toString('base64'))).toMatch(/^235/);
    client.close();
  });

  test.each([
    ['a wrong password', 'printer', 'a wrong password'],
    ['an unknown name', 'nobody-here', 'a long password'],
    ['an empty password', 'printer', ''],
    ['an empty name', '', 'a long password'],
  ])('%s gets the same 535, and no right to relay', async (_, name, password) => {
    const client = await open();
    await client.startTls();
    await client.say('EHLO peer.test');
    expect(await client.say(`AUTH PLAIN ${plain(name, password)}`)).toBe(
      '535 5.7.8 Authentication failed',
    );
    await client.say('MAIL FROM:<a@b.test>');
    expect(await client.say('RCPT TO:<x@remote.test>')).toMatch(/^550 5\.7\.1/);
    client.close();
  });

  test('commands sent in one segment with STARTTLS are thrown away, and so is what was said before', async () => {
    const client = await open();
    client.send('STARTTLS\r\nMAIL FROM:<evil@sender.test>\r\nRCPT TO:<user@example.com>\r\n');
    expect(await client.reply()).toMatch(/^220/);
    client.close();
    const second = await open();
    await second.say('MAIL FROM:<a@b.test>');
    await second.startTls();
    expect(await second.say('RCPT TO:<user@example.com>')).toMatch(/^503/);
    expect(await second.say('MAIL FROM:<a@b.test>')).toMatch(/^503/);
    second.close();
  });
});

describe('messages', () => {
  test('a message arrives byte for byte behind one Received line', async () => {
    const client = await open();
    const text = 'Subject: exact\r\nX-Odd:  two  blanks \r\n\r\n.dot\r\n..two\r\n\ttab\r\n\r\n';
    await client.say('MAIL FROM:<s@sender.test>');
    await client.say('RCPT TO:<exact@example.com>');
    await client.say('DATA');
    const stuffed = text.replace(/^\./gm, '..');
    expect(await client.say(`${stuffed}.`)).toMatch(/^250 2\.0\.0 Ok: queued as [0-9A-F]+$/);
    client.close();
    const [mail] = await mails('exact@example.com', 1);
    const [received, rest] = [/^Received: .*\r\n(?:[\t ].*\r\n)*/.exec(mail!)![0], mail!];
    expect(rest.slice(received.length)).toBe(text);
    expect(received).toMatch(
      /^Received: from peer\.test \(\[127\.0\.0\.1\]\)\r\n\tby mail\.example\.com \(Gatepost\) with ESMTP id /,
    );
  });

  // CVE-2023-51764 and its kin: none of these ends a message.
  const ends = ['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r\n.\r', '\n.\r', '\r\n\0.\r\n'];
  test.each(ends.map((end) => [JSON.stringify(end), end]))(
    '%s does not end a message',
    async (_, end) => {
      const client = await open();
      const marker = `smuggled-${Buffer.from(end).toString('hex')}@example.com`;
      await client.say('MAIL FROM:<s@sender.test>');
      await client.say('RCPT TO:<safe@example.com>');
      await client.say('DATA');
      const smuggled = `MAIL FROM:<evil@sender.test>\r\nRCPT TO:<${marker}>\r\nDATA\r\nSubject: b\r\n\r\nb`;
      // One octet a segment would do as well: the reader is tested for that by itself.
      client.send(`Subject: a\r\n\r\nbody${end}`);
      client.send(smuggled);
      const reply = await client.say('\r\n.');
      expect(reply).toMatch(/^(250 2\.0\.0|550 5\.6\.0)/);
      expect(await client.say('NOOP')).toMatch(/^250/);
      client.close();
      const rows = await gatepost.decisions(0, `recipient=${marker}`);
      expect(rows).toEqual([]);
    },
  );

  test('a hostile HELO stays on one line of the header and of the log', async () => {
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    expect(await client.say('EHLO evil\u001b[31m')).toMatch(/^501/);
    expect(await client.say('EHLO <script>alert(1)</script>')).toMatch(/^250/);
    await client.say('MAIL FROM:<s@sender.test>');
    await client.say('RCPT TO:<helo@example.com>');
    await client.say('DATA');
    await client.say('Subject: a\r\n\r\nb\r\n.');
    client.close();
    const [mail] = await mails('helo@example.com', 1);
    expect(mail).toContain('Received: from ?script?alert?1???script? (');
  });

  test('a message that has been through thirty servers goes round in a loop', async () => {
    const client = await open();
    await client.say('MAIL FROM:<s@sender.test>');
    await client.say('RCPT TO:<loop@example.com>');
    await client.say('DATA');
    expect(await client.say(`${'Received: from a by b\r\n'.repeat(30)}\r\nb\r\n.`)).toMatch(
      /^554 5\.4\.6/,
    );
    client.close();
  });

  test('commands sent ahead of the replies are answered in order', async () => {
    const client = await open();
    client.send(
      'MAIL FROM:<s@sender.test>\r\nRCPT TO:<a@remote.test>\r\nRCPT TO:<ahead@example.com>\r\nDATA\r\n',
    );
    const replies = [
      await client.reply(),
      await client.reply(),
      await client.reply(),
      await client.reply(),
    ];
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '550', '250', '354']);
    expect(await client.say('Subject: a\r\n\r\nb\r\n.')).toMatch(/^250/);
    client.close();
  });
});
