import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Job, Outcome } from '../../../../server/relay/queue/courier.js';
import {
  crashCopy,
  envelopeOf,
  INBOUND,
  temporaryFolder,
  testQueue,
  type TestQueue,
} from '../../../support/spool-folder.js';
import { until } from '../../../support/until.js';

const MESSAGE = 'Received: by gatepost.test\r\nSubject: hello\r\n\r\nline\r\n';
const later: Outcome = { kind: 'deferred', reply: '451 4.3.0 later', host: 'h.test[192.0.2.1]:25' };
const never: Outcome = { kind: 'failed', reply: '550 5.1.1 unknown', host: 'h.test[192.0.2.1]:25' };

const toDomain = (address: string, domain: string) => ({
  recipients: [{ address, nextHop: { kind: 'domain' as const, domain } }],
});

const to = (address: string) => ({ smtputf8: true, recipients: [{ address, nextHop: INBOUND }] });

async function bodyOf(job: Job): Promise<string> {
  const body = job.body();
  return Buffer.isBuffer(body) ? body.toString('latin1') : text(body as Readable);
}

const empty = (held: TestQueue) => until(() => (held.queue.counts().queued === 0 ? true : null));
const tried = (held: TestQueue, count: number) =>
  until(() => (held.attempts.length >= count && held.queue.counts().active === 0 ? true : null));
const lineWith = (held: TestQueue, part: string) =>
  until(() => held.lines.find((line) => line.includes(part)) ?? null);

test('a message is tried at once, delivered, logged in the shape of Postfix, and gone', async () => {
  const held = await testQueue();
  const queueId = await held.take(MESSAGE);
  await empty(held);
  const [{ job }] = held.attempts as [(typeof held.attempts)[0]];
  expect(job).toMatchObject({
    queueId,
    sender: 'sender@from.test',
    recipients: ['someone@to.test'],
    nextHop: INBOUND,
    size: MESSAGE.length,
    eightBit: false,
    smtputf8: false,
  });
  expect(held.lines).toEqual([
    expect.stringMatching(`^${queueId}: client=unknown\\[[\\d.]+\\]$`),
    `${queueId}: message-id=<>`,
    `${queueId}: from=<sender@from.test>, size=${MESSAGE.length}, nrcpt=1 (queue active)`,
    `${queueId}: to=<someone@to.test>, relay=h.test[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
    `${queueId}: removed`,
  ]);
  expect(await held.spool.call('recover', 0)).toEqual([]);
});

test('a message that was acknowledged is delivered after a crash', async () => {
  const held = await testQueue();
  held.answer = () => new Promise(() => undefined);
  await held.take(MESSAGE);
  const large = `X: y\r\n\r\n${'large '.repeat(50_000)}\r\n`;
  await held.take(large);
  const after = await testQueue(crashCopy(held.folder));
  await empty(after);
  const sizes = after.attempts.map(({ job }) => job.size).toSorted((a, b) => a - b);
  expect(sizes).toEqual([MESSAGE.length, large.length]);
  expect(readdirSync(after.folder.bodies)).toEqual([]);
});

test('a large message is a file, streamed out byte for byte, and removed at the end', async () => {
  const held = await testQueue();
  const large = `X: y\r\n\r\n${Array.from({ length: 40_000 }, (_, n) => `line ${n}\r\n`).join('')}`;
  let seen = '';
  held.answer = async (_, job) => {
    expect(readdirSync(held.folder.bodies)).toEqual([job.queueId]);
    seen = await bodyOf(job);
    return { kind: 'delivered', reply: '250 ok' };
  };
  const intake = held.queue.intake(held.queue.newQueueId());
  const octets = Buffer.from(large);
  for (let at = 0; at < octets.length; at += 1000)
    await intake.write(octets.subarray(at, at + 1000));
  await intake.commit(envelopeOf());
  await empty(held);
  expect(seen === large).toBe(true);
  expect(readdirSync(held.folder.bodies)).toEqual([]);
});

test('what is discarded leaves nothing, small or large', async () => {
  const held = await testQueue();
  for (const size of [10, 70_000, 600_000]) {
    const intake = held.queue.intake(held.queue.newQueueId());
    await intake.write(Buffer.alloc(size, 'x'));
    await intake.discard();
  }
  expect(readdirSync(held.folder.bodies)).toEqual([]);
  expect(await held.spool.call('recover', 0)).toEqual([]);
});

test('a message that cannot be stored is refused and leaves nothing', async () => {
  const held = await testQueue();
  const decisions = [{ number: 1, json: '{}' }];
  await held.take(MESSAGE, { decisions });
  const intake = held.queue.intake(held.queue.newQueueId());
  await intake.write(Buffer.alloc(100_000, 'x'));
  await expect(intake.commit(envelopeOf({ decisions }))).rejects.toThrow();
  expect(readdirSync(held.folder.bodies)).toEqual([]);
  await empty(held);
});

test('bodies that no message stands for are swept at the start, the others are kept', async () => {
  const folder = temporaryFolder();
  const held = await testQueue(folder);
  held.answer = () => later;
  const queueId = await held.take(`X: y\r\n\r\n${'x'.repeat(100_000)}\r\n`);
  await tried(held, 1);
  const copy = crashCopy(folder);
  writeFileSync(join(copy.bodies, 'ORPHAN'), 'left by a crash');
  await testQueue(copy);
  expect(readdirSync(copy.bodies)).toEqual([queueId]);
});

test('retry intervals are followed, the last one repeats, and a restart does not change that', async () => {
  const held = await testQueue();
  held.settings = { ...held.settings, retry: [10, 60], expireAfter: 100_000 };
  held.answer = () => later;
  const begin = held.clock;
  await held.take(MESSAGE);
  await tried(held, 1);
  held.pass(9999);
  expect(held.attempts).toHaveLength(1);
  held.pass(1);
  await tried(held, 2);
  held.pass(60_000);
  await tried(held, 3);
  expect(held.attempts.map(({ at }) => at - begin)).toEqual([0, 10_000, 70_000]);
  await until(
    async () => (await held.spool.call('recover', 0))[0]?.recipients[0]?.attempts === 3 || null,
  );

  const after = await testQueue(crashCopy(held.folder));
  after.clock = held.clock + 59_999;
  after.queue.reconsider();
  expect(after.attempts).toHaveLength(0);
  after.pass(1);
  await empty(after);
  expect(after.attempts).toHaveLength(1);
});

test('new settings count from the next attempt', async () => {
  const held = await testQueue();
  held.settings = { ...held.settings, retry: [10], expireAfter: 100_000 };
  held.answer = () => later;
  await held.take(MESSAGE);
  await tried(held, 1);
  held.settings = { ...held.settings, retry: [1000] };
  held.pass(10_000);
  await tried(held, 2);
  held.pass(999_999);
  expect(held.attempts).toHaveLength(2);
  held.pass(1);
  await tried(held, 3);
});

test('each recipient has its own end: delivered, waiting or bounced', async () => {
  const held = await testQueue();
  held.settings = { ...held.settings, retry: [10] };
  const answers: Record<string, Outcome> = {
    'good@to.test': { kind: 'delivered', reply: '250 ok' },
    'later@to.test': later,
    'bad@to.test': never,
  };
  held.answer = (recipient) => answers[recipient] ?? { kind: 'delivered', reply: '250 ok' };
  const recipients = Object.keys(answers).map((address) => ({ address, nextHop: INBOUND }));
  await held.take(MESSAGE, { recipients });
  await tried(held, 2);
  const bounce = held.attempts[1]!.job;
  expect(bounce).toMatchObject({ sender: '', recipients: ['sender@from.test'] });
  const report = await bodyOf(bounce);
  expect(report).toContain('Final-Recipient: rfc822; bad@to.test');
  expect(report).not.toContain('good@to.test');
  answers['later@to.test'] = { kind: 'delivered', reply: '250 ok' };
  held.pass(10_000);
  await empty(held);
  expect(held.attempts[2]!.job.recipients).toEqual(['later@to.test']);
});

test('what has ended stays ended after a crash', async () => {
  const held = await testQueue();
  held.answer = (recipient) =>
    recipient === 'later@to.test' ? later : { kind: 'delivered', reply: '250' };
  const recipients = ['good@to.test', 'later@to.test'].map((address) => ({
    address,
    nextHop: INBOUND,
  }));
  await held.take(MESSAGE, { recipients });
  await tried(held, 1);
  const left = await until(async () => {
    const [message] = await held.spool.call('recover', 0);
    return message?.recipients[0]?.state === 'delivered' ? message : null;
  });
  expect(left.recipients.map(({ state }) => state)).toEqual(['delivered', 'deferred']);
  const after = await testQueue(crashCopy(held.folder));
  after.pass(900_000);
  await empty(after);
  expect(after.attempts.map(({ job }) => job.recipients)).toEqual([['later@to.test']]);
});

test('a message whose time is up gets a last attempt and is returned to its sender', async () => {
  const held = await testQueue();
  held.settings = { ...held.settings, retry: [40], expireAfter: 100 };
  held.answer = (recipient) =>
    recipient === 'someone@to.test' ? later : { kind: 'delivered', reply: '250' };
  const queueId = await held.take(MESSAGE);
  await tried(held, 1);
  held.pass(40_000);
  await tried(held, 2);
  held.pass(40_000);
  await tried(held, 3);
  held.pass(20_000);
  await empty(held);
  expect(held.attempts.map(({ job }) => job.sender)).toEqual([
    ...Array(4).fill('sender@from.test'),
    '',
  ]);
  expect(held.lines).toContain(
    `${queueId}: from=<sender@from.test>, status=expired, returned to sender`,
  );
  expect(await bodyOf(held.attempts[4]!.job)).toContain('Diagnostic-Code: smtp; 451 4.3.0 later');
});

test('a message from the null sender never bounces: it is dropped with a line', async () => {
  const held = await testQueue();
  held.answer = () => never;
  const queueId = await held.take(MESSAGE, { sender: '' });
  await empty(held);
  expect(held.attempts).toHaveLength(1);
  expect(held.lines).toContain(`${queueId}: the sender is empty: no report is sent`);
});

test('a bounce that cannot be delivered is dropped and bounces no more', async () => {
  const held = await testQueue();
  held.answer = () => never;
  await held.take(MESSAGE);
  await empty(held);
  expect(held.attempts.map(({ job }) => job.sender)).toEqual(['sender@from.test', '']);
});

test('a sender that cannot be routed gets no bounce, and the log says so', async () => {
  const held = await testQueue(undefined, { route: () => null });
  held.answer = () => never;
  await held.take(MESSAGE);
  await empty(held);
  await lineWith(held, 'no report can be sent to <sender@from.test>');
});

test('a bounce stands in the spool in the same commit as the end of its recipient', async () => {
  const held = await testQueue();
  held.answer = (_, job) => (job.sender === '' ? new Promise(() => undefined) : never);
  await held.take(MESSAGE);
  await until(() => (held.attempts.length === 2 ? true : null));
  const after = await testQueue(crashCopy(held.folder));
  await empty(after);
  expect(after.attempts.map(({ job }) => [job.sender, job.recipients])).toEqual([
    ['', ['sender@from.test']],
  ]);
});

test('an address given twice gets one copy', async () => {
  const held = await testQueue();
  const twice = { address: 'a@to.test', nextHop: INBOUND };
  await held.take(MESSAGE, { recipients: [twice, twice, { ...twice, address: 'A@to.test' }] });
  await empty(held);
  expect(held.attempts[0]!.job.recipients).toEqual(['a@to.test', 'A@to.test']);
});

test('recipients with one next hop go together, at most a hundred at once', async () => {
  const held = await testQueue();
  const recipients = Array.from({ length: 250 }, (_, index) => ({
    address: `u${index}@to.test`,
    nextHop:
      index % 5 === 0
        ? INBOUND
        : { kind: 'domain' as const, domain: index % 2 ? 'TO.test' : 'to.test' },
  }));
  await held.take(MESSAGE, { recipients });
  await empty(held);
  expect(held.attempts.map(({ job }) => job.recipients.length)).toEqual([50, 100, 100]);
});

test('a dead destination does not delay the others', async () => {
  const held = await testQueue();
  held.answer = (recipient) =>
    recipient.startsWith('dead')
      ? new Promise(() => undefined)
      : { kind: 'delivered', reply: '250' };
  for (let n = 0; n < 30; n += 1)
    await held.take(MESSAGE, toDomain(`dead${n}@dead.test`, 'dead.test'));
  for (let n = 0; n < 30; n += 1)
    await held.take(MESSAGE, toDomain(`live${n}@live.test`, 'live.test'));
  await until(() => (held.queue.counts().queued === 30 ? true : null));
  expect(held.queue.counts().active).toBe(5);
});

test('a fault within delivery defers and is logged, and the message stays', async () => {
  const held = await testQueue();
  held.answer = () => {
    throw new Error('a fault of ours');
  };
  await held.take(MESSAGE);
  await lineWith(held, 'delivery failed within');
  await lineWith(held, 'status=deferred (4.3.0 a fault of ours)');
  expect(held.queue.counts().queued).toBe(1);
});

test('a stop cuts off what does not end, and that counts as no attempt', async () => {
  const folder = temporaryFolder();
  const held = await testQueue(folder, {
    courier: {
      deliver: (job, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(new Map([[job.recipients[0]!, later]])));
        }),
    },
  });
  await held.take(MESSAGE);
  await until(() => (held.queue.counts().active === 1 ? true : null));
  await held.queue.stop(50);
  const [found] = await held.spool.call('recover', 0);
  expect(found!.recipients[0]).toMatchObject({ state: 'queued', attempts: 0 });
});

test('without settings the queue waits and nothing expires', async () => {
  const held = await testQueue(undefined, {
    settings: () => {
      throw new Error('There are no delivery settings.');
    },
  });
  held.answer = () => later;
  await held.take(MESSAGE);
  await tried(held, 1);
  held.pass(365 * 86_400_000);
  await tried(held, 2);
  expect(held.queue.counts().queued).toBe(1);
});

test('an outcome that cannot be written is written later, not delivered again', async () => {
  const held = await testQueue();
  const call = held.spool.call.bind(held.spool);
  let refusals = 2;
  held.spool.call = ((name: never, argument: never) => {
    if (name === 'settle' && (refusals -= 1) >= 0) return Promise.reject(new Error('disk full'));
    return call(name, argument);
  }) as typeof held.spool.call;
  await held.take(MESSAGE);
  await empty(held);
  expect(held.attempts).toHaveLength(1);
  // Said once in a while, not of each attempt.
  expect(held.lines.filter((line) => line.includes('disk full'))).toHaveLength(1);
  expect(await call('recover', 0)).toEqual([]);
});

test('only a header that needs SMTPUTF8 asks for it', async () => {
  const held = await testQueue();
  await held.take(MESSAGE, to('plain@to.test'));
  await held.take(MESSAGE, to('gr\u00fcn@to.test'));
  await held.take('Subject: gr\u00fcn\r\n\r\nx\r\n', to('plain@to.test'));
  await held.take('Subject: x\r\n\r\ngr\u00fcn\r\n', to('plain@to.test'));
  await empty(held);
  const needs = held.attempts.map(({ job }) => [job.eightBit, job.smtputf8]);
  expect(needs).toEqual([
    [false, false],
    [false, false],
    [true, true],
    [true, false],
  ]);
});

test('a queue id is never given twice, also when the clock is set back over a restart', async () => {
  const held = await testQueue();
  held.answer = () => later;
  const ids = Array.from({ length: 70_000 }, () => held.queue.newQueueId());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9A-F]{15}$/.test(id))).toBe(true);
  const last = await held.take(MESSAGE);
  const after = await testQueue(crashCopy(held.folder));
  after.clock -= 86_400_000;
  expect(after.queue.newQueueId() > last).toBe(true);
  expect(existsSync(after.folder.spool)).toBe(true);
});
