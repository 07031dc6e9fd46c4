/** The log's store: every filter against a naive one, at every depth; what is kept; what a fault undoes. */
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecisionReader } from '../../../../server/store/decisions/reader.js';
import type { StoredDecision } from '../../../../server/store/decisions/stored-decision.js';
import {
  openCommands,
  type DecisionCommands,
} from '../../../../server/store/decisions/writer-commands.js';
import type { DecisionFilter, DecisionPage } from '../../../../shared/api/decisions.js';
import { referenceFromNumber } from '../../../../shared/smtp/reference.js';
import { drawnRows, FIRST_AT, meets } from './drawn-rows.js';

const ROWS = 45_000;
const BATCH = 1000;
const folder = mkdtempSync(join(tmpdir(), 'gatepost-log-'));
const rows = drawnRows(ROWS);
let log: OpenLog;
let reader: DecisionReader;

interface OpenLog extends Omit<ReturnType<typeof openCommands>, 'commands'> {
  readonly commands: DecisionCommands;
  append(rows: readonly StoredDecision[]): void;
}

function openLog(name: string): OpenLog {
  const opened = openCommands(join(folder, name));
  const commands = opened.commands as unknown as DecisionCommands;
  for (const revision of [1, 1, 2]) {
    const host = JSON.stringify({ siteDomain: 'example.com', addresses: [`${Math.random()}`] });
    commands.enforce({ revision, host, since: new Date(FIRST_AT).toISOString() });
  }
  const append = opened.db.transaction((some: readonly StoredDecision[]) => commands.append(some));
  return { ...opened, commands, append: (some) => append.immediate(some) };
}

beforeAll(() => {
  log = openLog('decisions.db');
  for (let i = 0; i < ROWS; i += BATCH) {
    log.append(rows.slice(i, i + BATCH));
    // The last names are not in the index of parts yet.
    if (i < ROWS - 5 * BATCH) log.between?.();
  }
  reader = DecisionReader.open(join(folder, 'decisions.db'))!;
}, 60_000);
afterAll(() => {
  reader.close();
  log.db.close();
  rmSync(folder, { recursive: true, force: true });
});

function pageOf(from: DecisionReader, filter: DecisionFilter, after: string | null, limit = 20) {
  const search = from.page({ filter, after, limit });
  for (;;) {
    const step = search.next(false);
    if (step.done) return step.value;
  }
}

const some = <T>(...of: T[]) => fc.option(fc.constantFrom(...of), { nil: undefined, freq: 1 });
const instant = (i: number) => new Date(FIRST_AT + i * 4000).toISOString();
const filters = fc.record({
  verdict: some('reject', 'relay', 'inbound'),
  reason: some('not-permitted', 'never-route', 'address'),
  peer: some('10.1.2.3', '10.0.0.0/8', '203.0.113.0/24', '2001:db8::/32', '10.1', 'IP=10.9.0.1'),
  sender: some('invoices@', 'SUPPLIER', 's42', 'a', 'nobody@at.all'),
  recipient: some('b.test', 'r77', 'x@b.test', 'remote', 'zz'),
  account: some('scanner', 'MARIA', 'nobody'),
  rule: some('address 10.0.0.0/8', 'never 10.9.0.1', 'never 10.9.9.9'),
  revision: some(1, 2, 3),
  since: some(instant(0), instant(20_000), instant(44_990)),
  until: some(instant(1), instant(25_000), instant(60_000)),
  q: some('scan-3f', 'r12', 'b.test', 'te', referenceFromNumber(7), '2001:db8:1'),
}) as fc.Arbitrary<DecisionFilter>;
/** One filter, or two, or many. */
const narrowed = fc
  .tuple(filters, fc.subarray(Object.keys(EMPTY()) as (keyof DecisionFilter)[], { maxLength: 3 }))
  .map(([filter, names]) => Object.fromEntries(names.map((name) => [name, filter[name]])));

function EMPTY(): Record<keyof DecisionFilter, undefined> {
  return {
    verdict: undefined,
    reason: undefined,
    peer: undefined,
    sender: undefined,
    recipient: undefined,
    account: undefined,
    rule: undefined,
    revision: undefined,
    since: undefined,
    until: undefined,
    q: undefined,
  };
}

test('a page holds exactly the rows that meet all filters, newest first, from any cursor on', () => {
  fc.assert(
    fc.property(narrowed, fc.nat(ROWS - 1), (filter, at) => {
      const after = at === 0 ? null : rows[at]!.number;
      const expected = rows
        .filter((row) => (after === null || row.number < after) && meets(row, filter))
        .toReversed()
        .slice(0, 20)
        .map(({ number }) => referenceFromNumber(number));
      const page = pageOf(reader, filter, after === null ? null : referenceFromNumber(after));
      expect(page.items.map(({ ref }) => ref)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

test('pages that follow each other hold every row once', () => {
  for (const filter of [{}, { peer: '10.0.0.0/8', verdict: 'relay' }, { sender: 's4' }] as const) {
    const refs: string[] = [];
    let after: string | null = null;
    do {
      const page: DecisionPage = pageOf(reader, filter, after, 997);
      refs.push(...page.items.map(({ ref }) => ref));
      after = page.next;
    } while (after !== null);
    const expected = rows.filter((row) => meets(row, filter)).toReversed();
    expect(refs).toEqual(expected.map(({ number }) => referenceFromNumber(number)));
  }
});

test('a search that is told to stop gives what it has, how far it came, and goes on from there', () => {
  const filter: DecisionFilter = { recipient: 'zz' };
  const search = reader.page({ filter, after: null, limit: 20 });
  expect(search.next(false).done).toBe(false);
  const stopped = search.next(true);
  expect(stopped.done).toBe(true);
  const page = stopped.value as DecisionPage;
  expect(page.items).toEqual([]);
  expect(page.next).not.toBeNull();
  expect(Date.parse(page.searchedTo!)).toBeGreaterThan(FIRST_AT);
  expect(pageOf(reader, filter, page.next).next).toBeNull();
});

test('what a live list is told are the rows that meet its filters, each once, in their order', () => {
  const filter: DecisionFilter = { verdict: 'relay', peer: '10.0.0.0/8' };
  const told: number[] = [];
  let cursor = 0;
  for (let i = 0; i < 1000 && cursor < rows.at(-1)!.number; i += 1) {
    const newer = reader.newer(cursor, filter, 50);
    told.push(...newer.rows.map((row) => row.cursor));
    cursor = newer.cursor;
  }
  expect(told).toEqual(rows.filter((row) => meets(row, filter)).map(({ number }) => number));
});

test('a row comes back as it was written, with the reply to the letter', () => {
  const other = openLog('written.db');
  const written: StoredDecision = {
    ...rows[0]!,
    recipient: 'new@b.test',
    given: 'Old@"B".test\u0007',
    reply: `550 5.7.1 Relaying denied for <Old@"B".test?> (ref ${referenceFromNumber(1)})`,
    queueId: '4ABC',
    account: 'maria',
    tls: 'TLSv1.3 X',
    mechanism: 'LOGIN',
  };
  other.append([written, written]);
  const from = DecisionReader.open(join(folder, 'written.db'))!;
  const found = from.find(referenceFromNumber(1))!;
  const {
    number: _number,
    at,
    enforcement: _under,
    rules,
    given,
    smtputf8: _utf8,
    ...row
  } = written;
  expect(found.row).toEqual({
    ...row,
    ref: referenceFromNumber(1),
    at: new Date(at).toISOString(),
    revision: 1,
  });
  expect(found.request.recipient).toBe(given);
  expect(found.rules).toEqual(rules);
  expect(from.use.rows()).toBe(1);
  from.close();
  other.db.close();
});

test('rows beyond the age that is kept go, with their names and sums, and the rest stays as it was', () => {
  const other = openLog('old.db');
  const day = 86_400_000;
  const old = rows.slice(0, 3000).map((row) => ({ ...row, sender: `old${row.number}@gone.test` }));
  const young = rows.slice(3000, 5000).map((row) => ({ ...row, at: row.at + 30 * day }));
  for (const each of [old, young]) {
    other.append(each);
    other.between?.();
  }
  const now = young.at(-1)!.at;
  for (let more = true, slices = 0; more; slices += 1) {
    expect(slices).toBeLessThan(100);
    more = other.db.transaction(() => other.commands.trim({ days: 10, octets: 2 ** 40, now }))()
      .more;
  }
  const from = DecisionReader.open(join(folder, 'old.db'))!;
  expect(pageOf(from, {}, null, 1000).items[0]!.ref).toBe(
    referenceFromNumber(young.at(-1)!.number),
  );
  expect(from.oldest()).toBe(young[0]!.number);
  expect(from.use.rows()).toBe(young.length);
  expect(pageOf(from, { sender: 'old' }, null).items).toEqual([]);
  const gone = other.db.prepare(`SELECT count(*) FROM name WHERE text LIKE '%@gone.test'`);
  expect(gone.pluck().get()).toBe(0);
  const unnamed = other.db.prepare(
    'SELECT count(*) FROM decision WHERE sender NOT IN (SELECT id FROM name)',
  );
  expect(unnamed.pluck().get()).toBe(0);
  from.close();
  other.db.close();
});

test('rows beyond the size that is kept go, oldest first', () => {
  const other = openLog('large.db');
  other.append(rows.slice(0, 20_000));
  const pages = other.db.pragma('page_count', { simple: true }) as number;
  const octets = (pages * 4096) / 2;
  const keep = { days: 3650, octets, now: rows[20_000]!.at };
  for (let more = true; more;) {
    more = other.db.transaction(() => other.commands.trim(keep))().more;
  }
  const from = DecisionReader.open(join(folder, 'large.db'))!;
  expect(from.oldest()).toBeGreaterThan(5000);
  expect(from.newest()).toBe(rows[19_999]!.number);
  from.close();
  other.db.close();
});

test('a batch that is undone leaves no names behind that later rows refer to', () => {
  const other = openLog('undone.db');
  const [first, second] = [rows[0]!, rows[1]!];
  const failing = other.db.transaction(() => {
    other.commands.append([{ ...first, sender: 'lost@x.test' }]);
    throw new Error('disk full');
  });
  expect(failing).toThrow('disk full');
  other.undone?.();
  other.append([{ ...second, sender: 'lost@x.test' }]);
  const from = DecisionReader.open(join(folder, 'undone.db'))!;
  expect(pageOf(from, {}, null).items.map(({ sender }) => sender)).toEqual(['lost@x.test']);
  expect(from.use.rows()).toBe(1);
  from.close();
  other.db.close();
});
