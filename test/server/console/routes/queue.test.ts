/** `/api/queue`: what an administrator sees of the queue and does to it. */
import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import type {
  QueueJob,
  QueueMessage,
  QueueOverview,
  QueuePage,
} from '../../../../shared/api/queue.js';
import { auditPage } from '../../../../server/store/config/audit.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { openReader } from '../../../../server/store/open.js';
import { until } from '../../../support/until.js';
import { EventReader } from '../event-reader.js';
import { refusal, type ErrorBody, type RunningConsole } from '../running-console.js';
import { runningQueue, TEXT } from '../running-queue.js';

const UNKNOWN = '0000000000000FF';

const acted = (running: RunningConsole, body: unknown) =>
  running.call<QueueJob & ErrorBody>('/api/queue/actions', { method: 'POST', body });
const ended = (running: RunningConsole, id: string) =>
  until(async () => {
    const { body } = await running.call<QueueJob>(`/api/queue/actions/${id}`);
    return body.state === 'running' ? null : body;
  });
/** The newest lines about the queue, `who action detail`. */
const trail = (running: RunningConsole) => {
  const db = openReader(dataFolder(running.data).config)!;
  try {
    return auditPage(db, { limit: 50 })
      .items.filter(({ action }) => action === 'queue-changed' || action === 'message-read')
      .map(({ actor, action, detail }) => `${actor} ${action} ${detail}`);
  } finally {
    db.close();
  }
};
const follow = async (running: RunningConsole) => {
  const headers = { cookie: running.cookie };
  const reader = await EventReader.open(`${running.url}/api/queue/overview/stream`, headers);
  onTestFinished(() => reader.stop());
  return reader;
};

test('nobody sees or changes the queue who has not logged on, and no other site does', async () => {
  const { running, ids, held } = await runningQueue(1);
  const one = `/api/queue/${ids[0]}`;
  const paths = ['/api/queue', '/api/queue/overview', '/api/queue/overview/stream', one];
  for (const path of [...paths, `${one}/content`, '/api/queue/actions/1']) {
    expect(refusal(await running.bare(path))).toEqual([401, 'unauthenticated']);
  }
  const headers = { origin: 'https://elsewhere.test' };
  const changes = [`POST ${one}/hold`, `DELETE ${one}`, 'DELETE /api/queue/actions/1'];
  for (const change of [...changes, 'POST /api/queue/actions']) {
    const [method, path] = change.split(' ') as [string, string];
    expect(refusal(await running.bare(path, { method }))).toEqual([401, 'unauthenticated']);
    expect(refusal(await running.call(path, { method, headers }))).toEqual([403, 'forbidden']);
  }
  expect(held.queue.counts().queued).toBe(1);
  expect(trail(running)).toEqual([]);
});

test('what is asked wrongly is named, with what was perhaps meant, and nothing is done or noted', async () => {
  const { running, held } = await runningQueue(1);
  const faults = async (query: string) =>
    (await running.call<ErrorBody>(`/api/queue?${query}`)).body.error.issues;
  expect(await faults('state=defered')).toEqual([
    { path: 'state', message: expect.stringContaining('held'), suggestion: 'deferred' },
  ]);
  for (const query of ['limit=0', 'limit=x', 'limit=5000', 'after=x', 'destinatoin=x']) {
    expect((await faults(query))?.[0]?.path).toBe(query.split('=')[0]);
  }
  const ids = ['A', 5];
  const wrong = [
    [{ action: 'delet', selection: { ids: ['A'] } }, 'action'],
    [{ action: 'delete', selection: { ids } }, 'selection.ids.1'],
    [{ action: 'delete', selection: { ids: [] } }, 'selection.ids'],
    [{ action: 'delete', selection: { filter: { state: 'bounced' } } }, 'selection.filter.state'],
    [{ action: 'delete', selection: { filter: { stat: 'held' } } }, 'selection.filter.stat'],
    [{ action: 'delete' }, 'selection'],
  ] as const;
  for (const [body, path] of wrong) {
    const answer = await acted(running, body);
    expect(answer.status).toBe(422);
    expect(answer.body.error.issues?.[0]?.path).toBe(path);
  }
  const [issue] = (await acted(running, wrong[0][0])).body.error.issues!;
  expect(issue?.suggestion).toBe('delete');
  expect(held.queue.counts().queued).toBe(1);
  expect(trail(running)).toEqual([]);
});

test('messages come page by page, filtered, with their number', async () => {
  const { running, ids } = await runningQueue(12);
  const page = async (query: string) => (await running.call<QueuePage>(`/api/queue?${query}`)).body;
  const seen: string[] = [];
  for (let after = ''; ;) {
    const { items, next, total } = await page(`limit=5&after=${after}`);
    expect(total).toBe(12);
    seen.push(...items.map(({ id }) => id));
    if (next === null) break;
    after = next;
  }
  expect(seen).toEqual(ids);
  expect(await page('q=u1@to&destination=inbound&state=deferred')).toMatchObject({
    items: [{ recipients: ['u1@to.test'], state: 'deferred', lastReply: '451 4.3.0 later' }],
    next: null,
    total: 1,
  });
  expect((await page('state=held')).total).toBe(0);
});

test('one message shows its envelope, header and attempts', async () => {
  const { running, ids } = await runningQueue(1);
  const { body } = await running.call<QueueMessage>(`/api/queue/${ids[0]}`);
  expect(body).toMatchObject({
    id: ids[0],
    sender: 'sender@from.test',
    header: 'Subject: hello\r\n',
    all: [{ address: 'u0@to.test', history: [{ outcome: 'deferred' }] }],
  });
});

test('an id that is none, or is crafted, finds nothing', async () => {
  const { running } = await runningQueue(1);
  const crafted = [
    '..%2f..%2fetc',
    '%00',
    '__proto__',
    'a%0d%0ab',
    'x'.repeat(500),
    '%f0%9f%93%ac',
  ];
  for (const id of [UNKNOWN, ...crafted]) {
    for (const path of [
      `/api/queue/${id}`,
      `/api/queue/${id}/content`,
      `/api/queue/actions/${id}`,
    ]) {
      expect(refusal(await running.call(path))).toEqual([404, 'not-found']);
    }
    const answer = await running.call(`/api/queue/${id}/hold`, { method: 'POST' });
    expect(refusal(answer)).toEqual([404, 'not-found']);
    const gone = await running.call(`/api/queue/${id}`, { method: 'DELETE' });
    expect(refusal(gone)).toEqual([404, 'not-found']);
  }
  expect((await running.call('/api/queue/%')).status).toBe(422);
});

test('a message is given to an administrator who asks for it, as a file, and that is noted first', async () => {
  const { running, ids } = await runningQueue(1);
  const headers = { cookie: running.cookie };
  const response = await fetch(`${running.url}/api/queue/${ids[0]}/content`, { headers });
  expect(await response.text()).toBe(TEXT);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'message/rfc822',
    'content-length': String(TEXT.length),
    'content-disposition': `attachment; filename="${ids[0]}.eml"`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  expect(trail(running)).toEqual([`admin message-read ${ids[0]}: ${TEXT.length} octets`]);
});

test('a large message streams through, and one who goes away in the middle disturbs nobody', async () => {
  const { running, held } = await runningQueue(0);
  const text = `Subject: big\r\n\r\n${randomBytes(15_000_000).toString('hex')}\r\n`;
  const id = await held.take(text);
  const headers = { cookie: running.cookie };
  const url = `${running.url}/api/queue/${id}/content`;
  const abort = new AbortController();
  const cut = await fetch(url, { headers, signal: abort.signal });
  await cut.body!.getReader().read();
  abort.abort();
  const inUse = () => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = inUse();
  let most = 0;
  let size = 0;
  let looked = 0;
  for await (const chunk of (await fetch(url, { headers })).body!) {
    size += (chunk as Uint8Array).length;
    if (size < looked) continue;
    looked = size + 2_000_000;
    most = Math.max(most, inUse() - before);
  }
  expect(size).toBe(text.length);
  // What is held at once, not what waits to be collected.
  expect(most).toBeLessThan(15_000_000);
});

test('one message is held, released, returned and deleted, and the answer says that it is done', async () => {
  const { running, held, ids } = await runningQueue(3);
  const [first, second, third] = ids as [string, string, string];
  const post = (path: string) => running.call<QueueJob>(`/api/queue/${path}`, { method: 'POST' });
  const state = async (id: string) =>
    (await running.call<QueueMessage>(`/api/queue/${id}`)).body.state;
  expect((await post(`${first}/hold`)).body).toMatchObject({ state: 'done', changed: 1 });
  expect(await state(first)).toBe('held');
  expect((await post(`${first}/release`)).body).toMatchObject({ state: 'done', changed: 1 });
  await until(() => held.attempts.find(({ job }, at) => at >= 3 && job.queueId === first) ?? null);
  expect((await post(`${second}/bounce`)).status).toBe(200);
  expect(refusal(await running.call(`/api/queue/${second}`))).toEqual([404, 'not-found']);
  const deleted = await running.call(`/api/queue/${third}`, { method: 'DELETE' });
  expect(deleted.body).toMatchObject({ action: 'delete', state: 'done', changed: 1 });
  expect(refusal(await running.call(`/api/queue/${third}`))).toEqual([404, 'not-found']);
  expect(trail(running).toReversed()).toEqual([
    `admin queue-changed hold ${first}: 1 message`,
    `admin queue-changed release ${first}: 1 message`,
    `admin queue-changed bounce ${second}: 1 message`,
    `admin queue-changed delete ${third}: 1 message`,
  ]);
});

test('a retry is answered at once and counts what came of it', async () => {
  const { running, held, ids } = await runningQueue(1);
  held.answer = () => ({ kind: 'delivered', reply: '250 ok' });
  const { body } = await running.call<QueueJob>(`/api/queue/${ids[0]}/retry`, { method: 'POST' });
  expect(await ended(running, body.id)).toMatchObject({ state: 'done', total: 1, delivered: 1 });
});

test('all that a filter matches is held, and what was held is released again by naming the action', async () => {
  const { running } = await runningQueue(12);
  const selection = { filter: { q: 'u1', state: 'deferred' } };
  const { body } = await acted(running, { action: 'hold', selection });
  expect(body).toMatchObject({ action: 'hold', total: 3 });
  expect(await ended(running, body.id)).toMatchObject({ state: 'done', done: 3, changed: 3 });
  const undo = await acted(running, { action: 'release', selection: { job: body.id } });
  expect(await ended(running, undo.body.id)).toMatchObject({ changed: 3 });
  expect(trail(running).toReversed()).toEqual([
    'admin queue-changed hold all with state "deferred", q "u1": 3 messages',
    `admin queue-changed release what action ${body.id} changed: 3 messages`,
  ]);
});

test('an action is stopped, and that is noted too', async () => {
  const { running, held } = await runningQueue(2);
  held.answer = () => new Promise(() => {});
  const { body } = await acted(running, { action: 'retry', selection: { filter: {} } });
  const path = `/api/queue/actions/${body.id}`;
  const stopped = await running.call<QueueJob>(path, { method: 'DELETE' });
  expect(stopped.body).toMatchObject({ state: 'stopped', total: 2, done: 0 });
  expect(trail(running)).toEqual([
    `admin queue-changed stop action ${body.id}: 2 messages changed until then`,
    'admin queue-changed retry all messages: 2 messages',
  ]);
});

test('a crafted selection stands in the trail as one line', async () => {
  const { running } = await runningQueue(1);
  const ids = ['A\r\nadmin queue-changed delete', 'B\u202E\u001b[2J'];
  await acted(running, { action: 'delete', selection: { ids } });
  expect(trail(running)).toEqual([
    'admin queue-changed delete A??admin queue-changed delete, B??[2J: 0 messages',
  ]);
});

test('what waits is followed live, until the session is logged off', async () => {
  const { running, ids } = await runningQueue(2);
  const reader = await follow(running);
  const overview = async () => JSON.parse((await reader.next()).data) as QueueOverview;
  expect(await overview()).toMatchObject({ messages: 2, recipients: 2, destinationCount: 1 });
  await running.call(`/api/queue/${ids[0]}`, { method: 'DELETE' });
  expect(await overview()).toMatchObject({ messages: 1, destinations: [{ messages: 1 }] });
  await running.call('/api/session', { method: 'DELETE' });
  await reader.ended;
});

test('that no mail is taken is seen in the overview', async () => {
  const whole = await runningQueue(1);
  whole.refusing = 'The disk is full.';
  const { body } = await whole.running.call<QueueOverview>('/api/queue/overview');
  expect(body.refusing).toBe('The disk is full.');
});

test('while the relay is down everything says so in a sentence, and the live view too', async () => {
  const { running, ids, stopRelay } = await runningQueue(1);
  const reader = await follow(running);
  await reader.next();
  await stopRelay();
  expect(await reader.next()).toMatchObject({
    name: 'unavailable',
    data: JSON.stringify({ problem: 'The relay is not running.' }),
  });
  const one = `/api/queue/${ids[0]}`;
  for (const path of ['/api/queue', '/api/queue/overview', one, `${one}/content`]) {
    const { status, body } = await running.call<ErrorBody>(path);
    expect([status, body.error]).toMatchObject([
      503,
      { code: 'unavailable', message: 'The relay is not running.' },
    ]);
  }
  expect(refusal(await running.call(one, { method: 'DELETE' }))).toEqual([503, 'unavailable']);
  expect(trail(running)[0]).toBe(`admin queue-changed delete ${ids[0]}: The relay is not running.`);
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
