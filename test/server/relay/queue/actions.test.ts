import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { QueueAction } from '../../../../shared/api/queue.js';
import type { Outcome } from '../../../../server/relay/queue/courier.js';
import { Desk } from '../../../../server/relay/queue/desk.js';
import { crashCopy, INBOUND, testQueue, type TestQueue } from '../../../support/spool-folder.js';
import { until } from '../../../support/until.js';

const MESSAGE = 'Subject: hello\r\n\r\nline\r\n';
const LATER: Outcome = { kind: 'deferred', reply: '451 4.3.0 later', host: 'h.test[192.0.2.1]:25' };

function deskOf(held: TestQueue): Desk {
  const { queue, spool } = held;
  return new Desk({ queue, spool, settings: () => held.settings, refusing: () => null });
}

async function waitingQueue(
  count: number,
): Promise<{ held: TestQueue; desk: Desk; ids: string[] }> {
  const held = await testQueue();
  held.answer = () => LATER;
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const recipients = [{ address: `u${n}@to.test`, nextHop: INBOUND }];
    ids.push(await held.take(MESSAGE, { recipients }));
  }
  await until(() => (held.attempts.length === count && held.queue.counts().active === 0) || null);
  return { held, desk: deskOf(held), ids };
}

async function done(desk: Desk, action: QueueAction, ids: string[]) {
  const job = await desk.act({ action, selection: { ids } }, 'maria');
  return await until(() => (job && desk.job(job.id)?.state === 'done' ? job : null));
}

test('what is held is not tried until it is released, over a restart too', async () => {
  const { held, desk, ids } = await waitingQueue(2);
  const [first, second] = ids as [string, string];
  await done(desk, 'hold', [first]);
  expect(await desk.message(first)).toMatchObject({ state: 'held', lastReply: 'held by maria' });
  held.pass(3_600_000);
  await until(() => (held.attempts.length === 3 ? true : null));
  expect(held.attempts.at(-1)!.job.queueId).toBe(second);

  const after = await testQueue(crashCopy(held.folder));
  after.clock = held.clock;
  after.answer = () => LATER;
  const again = deskOf(after);
  expect(await again.message(first)).toMatchObject({ state: 'held' });
  await done(again, 'release', [first]);
  await until(() => after.attempts.find(({ job }) => job.queueId === first) ?? null);
});

test('what an action held can be released again by naming the action', async () => {
  const { desk, ids } = await waitingQueue(3);
  const job = await done(desk, 'hold', ids.slice(0, 2));
  const undo = await desk.act({ action: 'release', selection: { job: job!.id } }, 'maria');
  await until(() => desk.job(undo!.id)?.state === 'done' || null);
  expect(desk.job(undo!.id)).toMatchObject({ total: 2, changed: 2 });
});

test('deleted messages are gone, and nobody is told', async () => {
  const { held, desk, ids } = await waitingQueue(3);
  await done(desk, 'delete', ids.slice(0, 2));
  expect(held.queue.counts().queued).toBe(1);
  expect(await desk.message(ids[0]!)).toBeNull();
  expect(held.lines.join('\n')).not.toContain('notification');
  expect(await held.spool.call('recover', 0)).toHaveLength(1);
});

test('bounced messages are returned to their sender, by the administrator', async () => {
  const { held, desk, ids } = await waitingQueue(1);
  held.answer = () => ({ kind: 'delivered', reply: '250 ok' });
  await done(desk, 'bounce', ids);
  await until(() => held.attempts.find(({ job }) => job.sender === '') ?? null);
  const report = held.attempts.at(-1)!.job;
  expect(report.recipients).toEqual(['sender@from.test']);
  expect(String(report.body())).toContain('returned by the administrator of this server');
});

test('a retry is tried at once and counted', async () => {
  const { held, desk, ids } = await waitingQueue(4);
  held.answer = (recipient) =>
    recipient === 'u3@to.test' ? LATER : { kind: 'delivered', reply: '250 ok' };
  const job = await done(desk, 'retry', ids);
  expect(desk.job(job!.id)).toMatchObject({ total: 4, done: 4, delivered: 3, deferred: 1 });
  expect(held.queue.counts().queued).toBe(1);
});

test('what is being tried is held or deleted once that attempt has not ended it', async () => {
  const held = await testQueue();
  let answer: (outcome: Outcome) => void = () => {};
  held.answer = () => new Promise((resolve) => (answer = resolve));
  const id = await held.take(MESSAGE);
  await until(() => (held.attempts.length === 1 ? true : null));
  const desk = deskOf(held);
  await done(desk, 'hold', [id]);
  expect(await desk.message(id)).toMatchObject({ state: 'active' });
  answer(LATER);
  await until(async () => (await desk.message(id))?.state === 'held' || null);
});

test('an action on what a filter matches says how many first, and can be stopped', async () => {
  const { desk } = await waitingQueue(250);
  const page = await desk.page({ q: 'u1' }, { limit: 5 });
  expect(page.total).toBe(111);
  const job = await desk.act({ action: 'delete', selection: { filter: { q: 'u1' } } }, 'maria');
  expect(job).toMatchObject({ total: 111 });
  expect(desk.stopJob(job!.id)).toMatchObject({ state: 'stopped' });
  await until(() => (desk.job(job!.id)!.done >= 100 ? true : null));
  const { messages } = await desk.overview();
  expect(messages).toBeGreaterThanOrEqual(150);
});

test('destinations show what waits for them, and what was said last', async () => {
  const { held, desk } = await waitingQueue(3);
  const [destination] = (await desk.overview()).destinations;
  expect(destination).toMatchObject({
    text: '<inbound>',
    server: 'h.test[192.0.2.1]:25',
    messages: 3,
    states: { active: 0, held: 0, deferred: 3, queued: 0 },
    lastReply: '451 4.3.0 later',
    nextTry: new Date(held.clock + 900_000).toISOString(),
  });
});

test('a message shows its header and each attempt', async () => {
  const { held, desk, ids } = await waitingQueue(1);
  held.pass(900_000);
  await until(() => (held.attempts.length === 2 && held.queue.counts().active === 0) || null);
  const message = await desk.message(ids[0]!);
  expect(message!.header).toBe('Subject: hello\r\n');
  expect(message!.all[0]!.history.map(({ outcome, host }) => [outcome, host])).toEqual([
    ['deferred', 'h.test[192.0.2.1]:25'],
    ['deferred', 'h.test[192.0.2.1]:25'],
  ]);
});

test('pages follow one another without a gap or a double', async () => {
  const { desk, ids } = await waitingQueue(25);
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await desk.page({}, { limit: 10, after });
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    after = page.next;
  }
  expect(seen).toEqual(ids);
  const middle = await desk.page({}, { skip: 12, limit: 5 });
  expect(middle.items.map(({ id }) => id)).toEqual(ids.slice(12, 17));
  expect(middle.total).toBe(25);
});

test('a recipient whose record is damaged is held and seen, and released it goes where the rules say', async () => {
  const { held, ids } = await waitingQueue(2);
  const copy = crashCopy(held.folder);
  const db = new Database(copy.spool);
  db.exec("UPDATE recipient SET next_hop = 'garbage' WHERE message = 1");
  db.close();
  const after = await testQueue(copy);
  const desk = deskOf(after);
  expect(after.lines.join('\n')).toContain(`${ids[0]}: to=<u0@to.test>: its record is damaged`);
  expect(await desk.message(ids[0]!)).toMatchObject({
    state: 'held',
    lastReply: '4.3.0 its record in the queue is damaged',
  });
  await done(desk, 'release', [ids[0]!]);
  await until(() => after.attempts.find(({ job }) => job.queueId === ids[0]) ?? null);
});

test('a destination that cannot be reached is left alone after three failures, then one job tries it', async () => {
  const held = await testQueue();
  held.answer = () => ({ kind: 'deferred', reply: '4.4.1 connect timed out', isUnreachable: true });
  for (let n = 0; n < 20; n += 1) {
    await held.take(MESSAGE, {
      recipients: [
        { address: `u${n}@dead.test`, nextHop: { kind: 'domain', domain: 'dead.test' } },
      ],
    });
  }
  await until(() => (held.queue.counts().active === 0 ? true : null));
  const tried = held.attempts.length;
  expect(tried).toBeLessThan(10);
  held.answer = () => ({ kind: 'delivered', reply: '250 ok' });
  held.pass(31_000);
  await until(() => (held.queue.counts().queued === tried ? true : null));
});

test('what is deleted or held while it is awaited ends the retry too, and so does a later retry', async () => {
  const held = await testQueue();
  held.answer = () => new Promise(() => {});
  const recipients = [{ address: 'u@to.test', nextHop: INBOUND }];
  const ids: string[] = [];
  for (let n = 0; n < 60; n += 1) ids.push(await held.take(MESSAGE, { recipients }));
  await until(() => (held.attempts.length > 0 ? true : null));
  const desk = deskOf(held);
  const waiting = ids.slice(50);
  const first = await desk.act({ action: 'retry', selection: { ids: waiting } }, 'maria');
  const job = await desk.act({ action: 'retry', selection: { ids: waiting } }, 'maria');
  expect(desk.job(first!.id)).toMatchObject({ state: 'done' });
  await done(desk, 'delete', waiting.slice(0, 5));
  await done(desk, 'hold', waiting.slice(5));
  expect(desk.job(job!.id)).toMatchObject({ state: 'done', total: 10, done: 10, delivered: 0 });
});
