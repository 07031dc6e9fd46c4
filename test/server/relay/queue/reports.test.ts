import { expect, test } from 'vitest';
import type { Outcome } from '../../../../server/relay/queue/courier.js';
import type { Envelope } from '../../../../server/relay/queue/intake.js';
import { INBOUND, testQueue, type TestQueue } from '../../../support/spool-folder.js';
import { until } from '../../../support/until.js';

const MESSAGE = 'Subject: hello\r\n\r\nline\r\n';
const NO: Outcome = { kind: 'failed', reply: '550 5.1.1 unknown' };
const LATER: Outcome = { kind: 'deferred', reply: '451 4.3.0 later' };
const YES: Outcome = { kind: 'delivered', reply: '250 2.0.0 ok' };
const stranger = { peer: '203.0.113.9', helo: 'x', permitted: false };

const to = (notify?: Envelope['recipients'][0]['notify']) => ({
  recipients: [{ address: 'a@to.test', nextHop: INBOUND, ...(notify ? { notify } : {}) }],
});

/** Gives every recipient but the sender of a report this outcome. */
function answering(held: TestQueue, outcome: Outcome): void {
  held.answer = (recipient) => (recipient === 'sender@from.test' ? YES : outcome);
}

async function reportOf(held: TestQueue): Promise<string> {
  const attempt = await until(() => held.attempts.find(({ job }) => job.sender === '') ?? null);
  return String(attempt.job.body());
}

async function gone(held: TestQueue): Promise<void> {
  await until(() => (held.queue.counts().queued === 0 ? true : null));
}

test('NOTIFY=NEVER: a failure is told to nobody', async () => {
  const held = await testQueue();
  answering(held, NO);
  await held.take(MESSAGE, to([]));
  await gone(held);
  expect(held.attempts).toHaveLength(1);
});

test('a success is told only to who asked for it', async () => {
  const held = await testQueue();
  await held.take(MESSAGE, to());
  await gone(held);
  expect(held.attempts).toHaveLength(1);
  await held.take(MESSAGE, to(['success']));
  expect(await reportOf(held)).toContain('Subject: Successful Mail Delivery Report');
});

test('a next hop that takes over to report success is left to do so', async () => {
  const held = await testQueue();
  answering(held, { ...YES, reportsSuccess: true });
  await held.take(MESSAGE, to(['success']));
  await gone(held);
  expect(held.attempts).toHaveLength(1);
});

test('what the sender asked for is handed to the courier', async () => {
  const held = await testQueue();
  await held.take(MESSAGE, { ...to(['success', 'failure']), ret: 'HDRS', envid: 'id' });
  await gone(held);
  const { dsn } = held.attempts[0]!.job;
  expect(dsn).toMatchObject({ ret: 'HDRS', envid: 'id' });
  expect(dsn!.recipients.get('a@to.test')).toMatchObject({ notify: ['success', 'failure'] });
});

test('a message that is late is reported once, and once it is given up', async () => {
  const held = await testQueue();
  held.settings = { ...held.settings, warnAfter: 3600, expireAfter: 100_000, retry: [50_000] };
  answering(held, LATER);
  await held.take(MESSAGE);
  await until(() => (held.queue.counts().active === 0 && held.attempts.length === 1) || null);
  held.pass(3_600_000);
  expect(await reportOf(held)).toContain('Action: delayed');
  held.pass(3_600_000);
  held.pass(3_600_000);
  await until(() => (held.queue.counts().queued === 1 ? true : null));
  expect(held.attempts.filter(({ job }) => job.sender === '')).toHaveLength(1);
  held.pass(100_000_000);
  await gone(held);
  const reports = held.attempts.filter(({ job }) => job.sender === '');
  expect(String(reports.at(-1)!.job.body())).toContain('Action: failed');
  expect(reports).toHaveLength(2);
});

test('who does not want to hear of delays does not', async () => {
  const held = await testQueue();
  held.settings = { ...held.settings, warnAfter: 60, retry: [50_000] };
  answering(held, LATER);
  await held.take(MESSAGE, to(['failure']));
  await until(() => (held.queue.counts().active === 0 && held.attempts.length === 1) || null);
  held.pass(120_000);
  await new Promise(setImmediate);
  expect(held.attempts).toHaveLength(1);
});

test("a stranger's sender that nobody verified is told nothing", async () => {
  const held = await testQueue();
  answering(held, NO);
  await held.take(MESSAGE, { received: stranger });
  await gone(held);
  expect(held.attempts).toHaveLength(1);
  expect(held.lines.join('\n')).toContain('nobody verified the sender <sender@from.test>');
});

test("a stranger's sender whose domain vouches for the peer is told", async () => {
  const asked: unknown[] = [];
  const verifySender = async (from: unknown) => {
    asked.push(from);
    return true;
  };
  const held = await testQueue(undefined, { verifySender });
  answering(held, NO);
  await held.take(MESSAGE, { received: stranger });
  expect(await reportOf(held)).toContain('Action: failed');
  expect(asked).toEqual([{ peer: '203.0.113.9', helo: 'x', sender: 'sender@from.test' }]);
});

test('RET=FULL brings the message back whole, else its header alone', async () => {
  const held = await testQueue();
  answering(held, NO);
  await held.take(MESSAGE, { ret: 'FULL' });
  expect(await reportOf(held)).toContain(
    'message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSubject: hello\r\n\r\nline\r\n',
  );
  await gone(held);
  held.attempts.length = 0;
  await held.take(MESSAGE);
  expect(await reportOf(held)).not.toContain('line\r\n');
});
