/** Debian's Postfix and Dovecot as next hops: each recipient's own answer, TLS, and reports. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueueMessage } from '../../shared/api/queue.js';
import { Dovecot, hasDovecot } from '../support/dovecot.js';
import { Gatepost } from '../support/gatepost.js';
import { hasPostfix, Postfix } from '../support/postfix.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const run = promisify(execFile);

describe.runIf(hasPostfix() && hasDovecot())("Debian's mail servers behind us", () => {
  let gatepost: Gatepost;
  let postfix: Postfix;
  let dovecot: Dovecot;

  beforeAll(async () => {
    [postfix, dovecot, gatepost] = await Promise.all([
      Postfix.start(),
      Dovecot.start(),
      Gatepost.start({ environment: { GATEPOST_SMTP: '127.0.0.1:0' } }),
    ]);
    await gatepost.deliver({
      inbound: { kind: 'lmtp', host: '127.0.0.1', port: dovecot.lmtpPort },
    });
    const applied = await gatepost.apply({
      routes: [
        { domain: 'example.com', to: { kind: 'inbound' } },
        { domain: 'postfix.test', to: { kind: 'host', host: '127.0.0.1', port: postfix.port } },
      ],
      restrictions: {
        authenticated: true,
        addresses: { enabled: true, entries: [{ network: '127.0.0.1' }] },
        internalAddresses: { enabled: false, entries: [] },
        never: { entries: [] },
      },
    });
    expect(applied.status).toBe(200);
  });
  afterAll(async () => {
    await Promise.all([gatepost?.stop(), postfix?.stop(), dovecot?.stop()]);
  });

  /** Sends one message; its queue id. */
  async function send(sender: string, recipients: readonly string[]): Promise<string> {
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    await client.say('EHLO peer.test');
    expect(await client.say(`MAIL FROM:${sender}`)).toMatch(/^250/);
    for (const each of recipients) expect(await client.say(`RCPT TO:${each}`)).toMatch(/^250/);
    await client.say('DATA');
    const answer = await client.say('Subject: gr\u00fc\u00dfe\r\n\r\nhello\r\n.');
    client.close();
    return /queued as (\w+)$/.exec(answer)![1]!;
  }

  /** What Python's email makes of a report, as a mail client would show it. */
  async function readByPython(report: string) {
    const script = `
import email, email.policy, json, sys, base64
m = email.message_from_bytes(base64.b64decode(sys.argv[1]), policy=email.policy.default)
status = m.get_payload()[1].get_payload()
print(json.dumps({
  'type': m.get_content_type(), 'reportType': m.get_param('report-type'),
  'from': str(m['From']), 'to': str(m['To']), 'subject': str(m['Subject']),
  'autoSubmitted': str(m['Auto-Submitted']), 'defects': [str(d) for d in m.defects],
  'parts': [p.get_content_type() for p in m.iter_parts()],
  'shown': m.get_body(('plain',)).get_content(),
  'fields': [dict(f.items()) for f in status],
  'original': str(m.get_payload()[2]),
}))`;
    const encoded = Buffer.from(report, 'latin1').toString('base64');
    const { stdout } = await run('python3', ['-c', script, encoded]);
    return JSON.parse(stdout) as {
      readonly type: string;
      readonly parts: readonly string[];
      readonly shown: string;
      readonly fields: readonly Readonly<Record<string, string>>[];
      readonly [name: string]: unknown;
    };
  }

  const reportTo = async (address: string) =>
    await until(async () => (await dovecot.mailboxes(address))[0] ?? null);

  test('Postfix takes one recipient, puts one off, refuses one: each gets its own fate', async () => {
    const queueId = await send('<boss@example.com>', [
      '<ok@postfix.test>',
      '<busy@postfix.test>',
      '<gone@postfix.test>',
    ]);
    const message = await until(async () => {
      const { body } = await gatepost.api<QueueMessage>('GET', `/api/queue/${queueId}`);
      return body.all.every(({ attempts }) => attempts > 0) ? body : null;
    });
    const fates = message.all.map(({ address, state, lastReply }) => [address, state, lastReply]);
    expect(fates).toEqual([
      ['ok@postfix.test', 'delivered', expect.stringMatching(/^250 2\.0\.0 Ok: queued as \w+/)],
      ['busy@postfix.test', 'deferred', expect.stringMatching(/^450 4\.2\.1 .*Mailbox busy/)],
      ['gone@postfix.test', 'bounced', expect.stringMatching(/^550 5\.1\.1 .*Nobody of that name/)],
    ]);
    const [mail] = await postfix.mails('ok@postfix.test');
    // Opportunistic TLS: Postfix itself says so in its trace.
    expect(mail).toMatch(/\(using TLSv1\.3 with cipher \S+/);
    expect(mail).toContain(queueId);
  });

  test("the bounce is read by Python's email: who, why, in Postfix's words, and the headers", async () => {
    const report = await readByPython(await reportTo('boss@example.com'));
    expect(report).toMatchObject({
      type: 'multipart/report',
      reportType: 'delivery-status',
      to: 'boss@example.com',
      autoSubmitted: 'auto-replied',
      defects: [],
      parts: [
        'text/plain',
        'message/delivery-status',
        expect.stringMatching(/^(?:message\/rfc822|text\/rfc822-headers)$/),
      ],
    });
    expect(report.shown).toContain('gone@postfix.test');
    expect(report.shown).toContain('Nobody of that name');
    expect(report.shown).not.toContain('ok@postfix.test');
    const [message, ...recipients] = report.fields;
    expect(message).toMatchObject({ 'Reporting-MTA': expect.stringMatching(/^dns; ?\S+$/) });
    expect(recipients).toHaveLength(1);
    expect(recipients[0]).toMatchObject({
      'Final-Recipient': expect.stringMatching(/^rfc822; ?gone@postfix\.test$/),
      Action: 'failed',
      Status: '5.1.1',
      'Diagnostic-Code': expect.stringMatching(/^smtp; ?550 5\.1\.1 /),
    });
    expect(report.original).toContain('Subject:');
  });

  test('its IMAP server shows the bounce to clients as a report of three parts', async () => {
    const script = `
import imaplib
m = imaplib.IMAP4('127.0.0.1', ${dovecot.imapPort})
m.login('boss@example.com', 'secret')
m.select('INBOX')
print(m.fetch('1', '(BODYSTRUCTURE)')[1][0].decode())`;
    const { stdout } = await run('python3', ['-c', script]);
    expect(stdout).toMatch(
      /"text" "plain".*"message" "delivery-status".*"report" \("report-type" "delivery-status"/,
    );
  });

  test('Postfix takes over the wish for a report of success, with envelope id and original recipient', async () => {
    await send('<asker@postfix.test> RET=HDRS ENVID=QQ42', [
      '<ok@postfix.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;first@example.com',
    ]);
    const [report] = await postfix.mails('asker@postfix.test');
    expect(report).toMatch(/^Subject: Successful Mail Delivery Report/m);
    expect(report).toMatch(/^Original-Envelope-Id: QQ42/m);
    expect(report).toMatch(/^Original-Recipient: rfc822;first@example\.com/m);
    expect(report).toMatch(/^Reporting-MTA: dns; mx\.postfix\.test/m);
  });

  test('Dovecot refuses one of two recipients after the message: one is delivered, one bounces', async () => {
    await send('<clerk@example.com>', ['<anna@example.com>', '<unknown@example.com>']);
    const mails = await until(async () => {
      const found = await dovecot.mailboxes('anna@example.com');
      return found.length > 0 ? found : null;
    });
    expect(mails).toHaveLength(1);
    const report = await readByPython(await reportTo('clerk@example.com'));
    expect(report.fields.slice(1)).toEqual([
      expect.objectContaining({
        'Final-Recipient': expect.stringMatching(/unknown@example\.com$/),
        Action: 'failed',
        Status: '5.1.1',
      }),
    ]);
    expect(report.shown).not.toContain('anna@example.com');
  });
});
