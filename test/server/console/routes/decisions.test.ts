/** `/api/decisions`: the log as the console shows it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type {
  DecisionDetail,
  DecisionPage,
  DecisionRow,
} from '../../../../shared/api/decisions.js';
import { referenceFromNumber } from '../../../../shared/smtp/reference.js';
import { FIRST_RULES } from '../../../../shared/rules/schema.js';
import type { StoredDecision } from '../../../../server/store/decisions/stored-decision.js';
import {
  openCommands,
  type DecisionCommands,
} from '../../../../server/store/decisions/writer-commands.js';
import { dataFolder } from '../../../../server/store/layout.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';
import { EventReader } from '../event-reader.js';

let running: RunningConsole;
let close = () => {};
let commands: DecisionCommands;
let enforcement = 0;
const open: EventReader[] = [];

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterEach(() => {
  for (const reader of open.splice(0)) reader.stop();
});
afterAll(async () => {
  close();
  await running.stop();
});

const page = async (query = '') =>
  (await running.call<DecisionPage & ErrorBody>(`/api/decisions?${query}`)).body;
const follow = async (query = '', lastEventId?: string) => {
  const headers = {
    cookie: running.cookie,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const reader = await EventReader.open(`${running.url}/api/decisions/stream?${query}`, headers);
  open.push(reader);
  return reader;
};
const row = (number: number, part: Partial<StoredDecision> = {}): StoredDecision => ({
  number,
  at: Date.parse('2026-11-25T10:00:00Z') + number,
  kind: 'recipient',
  verdict: 'reject',
  reason: 'not-permitted',
  decidedBy: 'rules',
  rule: null,
  enforcement,
  peer: '203.0.113.7',
  localAddress: '127.0.0.1',
  listener: '127.0.0.1:2525',
  account: null,
  helo: 'client.test',
  tls: null,
  mechanism: null,
  sender: 'a@b.test',
  recipient: 'x@remote.test',
  given: null,
  smtputf8: false,
  session: 's1',
  queueId: null,
  reply: '550 5.7.1 Relaying denied',
  ...part,
});

test('while there is no log yet it is empty, and no fault', async () => {
  expect(await page()).toEqual({ items: [], next: null });
  expect(refusal(await running.call('/api/decisions/0000000'))).toEqual([404, 'not-found']);
});

test('a log that comes into being is followed from its first row', async () => {
  const reader = await follow();
  const opened = openCommands(dataFolder(running.data).decisions);
  commands = opened.commands as unknown as DecisionCommands;
  close = () => opened.db.close();
  enforcement = commands.enforce({
    revision: 1,
    host: JSON.stringify({ siteDomain: 'example.com', addresses: ['127.0.0.1'] }),
    since: '2026-11-25T10:00:00Z',
  });
  commands.append([row(1)]);
  const { id, data } = await reader.next();
  expect(id).toBe('1');
  expect((JSON.parse(data) as DecisionRow).ref).toBe(referenceFromNumber(1));
});

test('rows come newest first, page by page', async () => {
  commands.append(Array.from({ length: 9 }, (_, i) => row(i + 2)));
  const first = await page('limit=6');
  expect(first.items.map(({ ref }) => ref)).toEqual(
    [10, 9, 8, 7, 6, 5].map((number) => referenceFromNumber(number)),
  );
  const second = await page(`limit=6&after=${first.next}`);
  expect(second.items).toHaveLength(4);
  expect(second.next).toBeNull();
});

test('filters must be ones that exist; an empty one filters nothing', async () => {
  expect((await page('verdict=maybe')).error.issues?.[0]?.path).toBe('verdict');
  expect((await page('limit=5000')).error.issues?.[0]?.path).toBe('limit');
  expect((await page('verdict=&peer=203.0.113.0/24&limit=2')).items).toHaveLength(2);
  expect((await page('peer=10.0.0.0/8')).items).toEqual([]);
});

test('a row explains itself again under the rules as they were then', async () => {
  const { body } = await running.call<DecisionDetail>(
    `/api/decisions/${referenceFromNumber(1).toLowerCase()}`,
  );
  expect(body.row.recipient).toBe('x@remote.test');
  expect(body.decision).toMatchObject({ verdict: 'reject', reason: 'not-permitted', revision: 1 });
  expect(body.decision?.trace.length).toBeGreaterThan(3);
});

test('a later revision does not change what an old row says', async () => {
  const rules = { ...FIRST_RULES, routes: [{ domain: 'remote.test', to: { kind: 'inbound' } }] };
  const headers = { 'if-match': '"r1"' };
  await running.call('/api/routing', { method: 'PUT', body: { rules }, headers });
  const { body } = await running.call<DecisionDetail>(`/api/decisions/${referenceFromNumber(1)}`);
  expect(body.decision).toMatchObject({ verdict: 'reject', revision: 1 });
});

test('a row that the rules did not decide has no decision to show', async () => {
  commands.append([row(11, { kind: 'logon', reason: 'logon-refused', decidedBy: 'sender' })]);
  const { body } = await running.call<DecisionDetail>(`/api/decisions/${referenceFromNumber(11)}`);
  expect(body.decision).toBeNull();
});

test('new rows arrive by themselves, those that the filter lets through', async () => {
  const reader = await follow('verdict=relay');
  commands.append([row(12), row(13, { verdict: 'relay', reason: 'address' }), row(14)]);
  expect((await reader.next()).id).toBe('13');
});

test('the log is exported as CSV that no spreadsheet runs, and as NDJSON, with its progress', async () => {
  const hostile = `=cmd|' /C calc'!A0,"x"`;
  commands.append([row(15, { helo: hostile, sender: '+1@x.test' })]);
  const exported = (query: string) =>
    fetch(`${running.url}/api/decisions/export?${query}`, { headers: { cookie: running.cookie } });
  const csv = await exported('format=csv&id=one');
  expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="decisions-/);
  const lines = (await csv.text()).split('\r\n');
  expect(lines[0]).toMatch(/^ref,at,kind,verdict,/);
  expect(lines[1]).toContain(`,"'=cmd|' /C calc'!A0,""x""",`);
  expect(lines[1]).toContain(`,'+1@x.test,`);
  const told = await running.call('/api/decisions/exports/one');
  expect(told.body).toEqual({ rows: lines.length - 2, done: 1, state: 'done' });
  const ndjson = (await (await exported('format=ndjson&verdict=relay')).text()).trim().split('\n');
  expect(ndjson.map((line) => (JSON.parse(line) as DecisionRow).verdict)).toEqual(['relay']);
  expect(refusal(await running.call('/api/decisions/export?format=xls'))).toEqual([422, 'invalid']);
  expect(refusal(await running.call('/api/decisions/exports/two'))).toEqual([404, 'not-found']);
});

test('the extent of the log tells its rows, its size and its oldest row', async () => {
  const { body } = await running.call('/api/decisions/extent');
  expect(body).toMatchObject({ rows: 15, oldest: '2026-11-25T10:00:00.001Z', removing: 0 });
});

test('a browser that was cut off gets the rows it has missed', async () => {
  const reader = await follow('', '12');
  expect((await reader.next()).id).toBe('13');
  expect((await reader.next()).id).toBe('14');
});

test('following the log ends when the session is logged off', async () => {
  const reader = await follow();
  await running.call('/api/session', { method: 'DELETE' });
  await reader.ended;
  const again = await running.call('/api/decisions/stream');
  expect(refusal(again)).toEqual([401, 'unauthenticated']);
  await running.logOn();
});

test('a log that cannot be read is said to be so, and the rest goes on', async () => {
  close();
  close = () => {};
  const { rename, writeFile } = await import('node:fs/promises');
  const { decisions } = dataFolder(running.data);
  for (const end of ['', '-wal', '-shm'])
    await rename(decisions + end, `${decisions}.old${end}`).catch(() => {});
  await writeFile(decisions, 'this is no database, but a text of some length'.repeat(100));
  expect(refusal(await running.call('/api/decisions'))).toEqual([503, 'unavailable']);
  expect((await running.call('/api/routing')).status).toBe(200);
});
