import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../../server/relay/queue/courier.js';
import { reportText, type Reported } from '../../../../server/relay/queue/report-text.js';
import type { SpooledMessage } from '../../../../server/store/spool/spooled.js';

const REPORTER = { hostname: 'gatepost.test', siteDomain: 'site.test', queueId: 'B1', now: 0 };
const HEADER = 'Received: by x\r\nSubject: hello\r\n\tworld\r\n';

function undelivered(more: Partial<Reported> & { message?: SpooledMessage } = {}): Reported {
  const outcome: Outcome = {
    kind: 'failed',
    reply: '550 5.1.1 no such user',
    host: 'mx.to.test[192.0.2.1]:25',
  };
  return {
    kind: 'failure',
    message: MESSAGE,
    fates: [fate(outcome)],
    original: Buffer.from(`${HEADER}\r\nbody of the message\r\n`),
    isWhole: false,
    triedUntil: 172_800_000,
    ...more,
  };
}

const MESSAGE: SpooledMessage = {
  queueId: 'A1',
  sender: 'sender@from.test',
  receivedAt: 0,
  size: 0,
  eightBit: false,
  smtputf8: false,
  inFile: false,
  received: { peer: '192.0.2.9', helo: 'peer.test' },
};

function fate(outcome: Outcome, recipient: { address?: string; orcpt?: string } = {}) {
  const given = { address: 'x@to.test', notify: undefined, orcpt: undefined, ...recipient };
  return { recipient: given, outcome, expired: false };
}

/** The parts of a multipart message, by the boundary it declares. */
function partsOf(message: string): string[] {
  const boundary = /boundary="([^"]+)"/.exec(message)![1]!;
  const [, ...parts] = message.split(`\r\n--${boundary}`);
  expect(parts.at(-1)).toBe('--\r\n');
  return parts.slice(0, -1);
}

test('a bounce names the recipient, the status, the server and what it said, and returns the header', () => {
  const message = reportText(undelivered(), REPORTER).toString('latin1');
  expect(message).toContain('\r\nFrom: Mail Delivery System <MAILER-DAEMON@site.test>\r\n');
  expect(message).toContain('\r\nTo: <sender@from.test>\r\n');
  expect(message).toContain('\r\nAuto-Submitted: auto-replied\r\n');
  expect(message).toMatch(/Content-Type: multipart\/report; report-type=delivery-status;/);
  const [people, programs, header] = partsOf(message);
  expect(people).toContain('550 5.1.1 no such user');
  expect(programs).toContain('Content-Type: message/delivery-status');
  const fields = programs!.slice(programs!.indexOf('Reporting-MTA'));
  expect(fields).toBe(
    [
      'Reporting-MTA: dns; gatepost.test',
      'Arrival-Date: Thu, 01 Jan 1970 00:00:00 +0000',
      '',
      'Final-Recipient: rfc822; x@to.test',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; mx.to.test',
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      '',
    ].join('\r\n'),
  );
  expect(header!.endsWith(`\r\n\r\n${HEADER}`)).toBe(true);
  expect(message).not.toContain('body of the message');
});

test("a hostile server's reply is one line in the bounce, whatever is in it", () => {
  const reply =
    '550 no\r\n\r\n--x\r\nFinal-Recipient: rfc822; victim@x\u0000\u001b[31m\u202e\u00e9' +
    'y'.repeat(5000);
  const fates = [fate({ kind: 'failed', reply })];
  const message = reportText(undelivered({ fates }), REPORTER).toString('latin1');
  expect(message.split('\r\n').filter((line) => line.startsWith('Final-Recipient'))).toEqual([
    'Final-Recipient: rfc822; x@to.test',
  ]);
  expect(message.replaceAll('\r\n', '')).toMatch(/^[\t\u0020-\u007e]*$/);
  expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThan(998);
});

test('an address outside ASCII makes an international report (RFC 6533)', () => {
  const outcome = { kind: 'failed' as const, reply: '5.6.7 needs SMTPUTF8' };
  const fates = [fate(outcome, { address: 'gr\u00fcn@to.test' })];
  const message = reportText(undelivered({ fates }), REPORTER).toString('utf8');
  expect(message).toContain('Content-Type: message/global-delivery-status');
  expect(message).toContain('Final-Recipient: utf-8; gr\u00fcn@to.test');
  expect(message).toContain('Status: 5.6.7');
  expect(message).toContain('Diagnostic-Code: X-Gatepost; 5.6.7 needs SMTPUTF8');
});

test('a header that never ends is returned as far as its whole lines go', () => {
  const original = Buffer.from(`Subject: x\r\n${'X: y\r\n'.repeat(50)}X: cut in the mid`);
  const message = reportText(undelivered({ original }), REPORTER).toString('latin1');
  expect(message).toContain('X: y\r\n');
  expect(message).not.toContain('cut in');
  expect(partsOf(message)).toHaveLength(3);
});

test('what the sender called message and recipient comes back (RFC 3461)', () => {
  const message = { ...MESSAGE, envid: 'QQ314159+2B' };
  const fates = [fate({ kind: 'failed', reply: '550 no' }, { orcpt: 'rfc822;old+2Bx@from.test' })];
  const [, programs] = partsOf(
    reportText(undelivered({ message, fates }), REPORTER).toString('latin1'),
  );
  expect(programs).toContain('Original-Envelope-Id: QQ314159+\r\n');
  expect(programs).toContain(
    'Original-Recipient: rfc822; old+x@from.test\r\nFinal-Recipient: rfc822; x@to.test\r\n',
  );
});

test('what a sender hides in an envelope id or original recipient ends no line', () => {
  const message = { ...MESSAGE, envid: 'x+0D+0AFinal-Recipient:+20rfc822;v@x' };
  const fates = [fate({ kind: 'failed', reply: '550 no' }, { orcpt: 'rfc822;a+0D+0AAction:+20y' })];
  const text = reportText(undelivered({ message, fates }), REPORTER).toString('latin1');
  expect(text.split('\r\n').filter((line) => /^(Final|Action)/.test(line))).toEqual([
    'Final-Recipient: rfc822; x@to.test',
    'Action: failed',
  ]);
});

test('RET=FULL brings the whole message back', () => {
  const message = reportText(undelivered({ isWhole: true }), REPORTER).toString('latin1');
  const [, , original] = partsOf(message);
  expect(original).toContain('Content-Type: message/rfc822\r\n');
  expect(original!.endsWith(`\r\n\r\n${HEADER}\r\nbody of the message\r\n`)).toBe(true);
});

test('a warning of delay says that it is still tried, and until when', () => {
  const fates = [{ ...fate({ kind: 'deferred', reply: '451 4.7.1 later' }), expired: true }];
  const message = reportText(undelivered({ kind: 'delay', fates }), REPORTER).toString('latin1');
  const [people, programs] = partsOf(message);
  expect(people).toContain('you need not send your message again');
  expect(programs).toContain('Action: delayed\r\nStatus: 4.7.1\r\n');
  expect(programs).toContain('Will-Retry-Until: Sat, 03 Jan 1970 00:00:00 +0000\r\n');
});

test('a success that was asked for: delivered into a mailbox here, relayed to a server that reports no further', () => {
  const at = (host: string) => {
    const fates = [fate({ kind: 'delivered', reply: '250 2.0.0 ok', host })];
    return reportText(undelivered({ kind: 'success', fates }), REPORTER).toString('latin1');
  };
  expect(at('maildir')).toContain('Action: delivered\r\nStatus: 2.0.0\r\nDiagnostic-Code');
  expect(at('mx.to.test[192.0.2.1]:25')).toContain('Action: relayed\r\nStatus: 2.0.0\r\n');
});

const hasPython = (() => {
  try {
    execFileSync('python3', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

test.runIf(hasPython)('a mail parser that is not ours reads the report as one', () => {
  const script = `
import email, email.policy, sys, json
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = list(m.iter_parts())
status = parts[1].get_payload()
print(json.dumps([m.get_content_type(), [p.get_content_type() for p in parts],
  status[1]['Final-Recipient'], status[1]['Status'], [len(p.defects) for p in m.walk()],
  m['To'].addresses[0].addr_spec, parts[2].get_content()]))`;
  const out = execFileSync('python3', ['-c', script], {
    input: reportText(undelivered(), REPORTER),
  });
  const [type, types, recipient, status, defects, to, header] = JSON.parse(
    String(out),
  ) as unknown[];
  expect(type).toBe('multipart/report');
  expect(types).toEqual(['text/plain', 'message/delivery-status', 'text/rfc822-headers']);
  expect([recipient, status, to]).toEqual(['rfc822; x@to.test', '5.1.1', 'sender@from.test']);
  expect((defects as number[]).every((count) => count === 0)).toBe(true);
  expect(header).toBe(HEADER);
});
