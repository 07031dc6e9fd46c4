/** The sums of the overview against rows that are counted one by one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, MOST_REFUSALS } from '../../../../server/store/decisions/hours.js';
import { DecisionReader } from '../../../../server/store/decisions/reader.js';
import type { StoredDecision } from '../../../../server/store/decisions/stored-decision.js';
import {
  openCommands,
  type DecisionCommands,
} from '../../../../server/store/decisions/writer-commands.js';
import { drawnRows, FIRST_AT } from './drawn-rows.js';

const BATCH = 5000;
const folder = mkdtempSync(join(tmpdir(), 'gatepost-hours-'));
const FIRST = FIRST_AT / HOUR_MS;
/** Two days and more, one row each four seconds. */
const rows = drawnRows(45_000);
let reader: DecisionReader;

function openLog(name: string, some: readonly StoredDecision[]): DecisionReader {
  const { db, commands } = openCommands(join(folder, name));
  const log = commands as unknown as DecisionCommands;
  [1, 1, 2].forEach((revision, i) =>
    log.enforce({
      revision,
      host: JSON.stringify({ siteDomain: 'example.com', addresses: [String(i)] }),
      since: new Date(FIRST_AT + i * 10 * HOUR_MS).toISOString(),
    }),
  );
  const append = db.transaction((batch: readonly StoredDecision[]) => log.append(batch));
  for (let i = 0; i < some.length; i += BATCH) append.immediate(some.slice(i, i + BATCH));
  db.close();
  return DecisionReader.open(join(folder, name))!;
}

beforeAll(() => {
  reader = openLog('decisions.db', rows);
}, 60_000);
afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

const hourOf = ({ at }: StoredDecision) => Math.floor(at / HOUR_MS);
const within = (from: number, to: number) =>
  rows.filter((row) => row.kind === 'recipient' && hourOf(row) >= from && hourOf(row) < to);

function refusedSince(from: DecisionReader, hour: number, most = 5) {
  const steps = from.hours.refusedPeers(hour, most);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

test('decisions by hour and reason are those of the rows, across the edges of hours and days', () => {
  for (const [from, to] of [
    [FIRST, FIRST + 50],
    [FIRST + 23, FIRST + 25],
    [FIRST + 7, FIRST + 8],
    [FIRST - 100, FIRST],
    [FIRST + 49, FIRST + 1000],
  ] as const) {
    const expected = new Map<string, number>();
    for (const row of within(from, to)) {
      const key = `${hourOf(row)} ${row.verdict} ${row.reason}`;
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    const sums = reader.hours.sums(from, to);
    const found = sums.map(
      ({ hour, verdict, reason, decisions }) =>
        [`${hour} ${verdict} ${reason}`, decisions] as const,
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    const counts = { inbound: 0, relay: 0, reject: 0 };
    for (const { verdict } of within(from, to)) counts[verdict] += 1;
    expect(reader.hours.counts(from, to)).toEqual(counts);
  }
});

test('who was refused most is counted from the rows of the period, logons left out', () => {
  const from = FIRST + 24;
  const counts = new Map<string, number>();
  let refusals = 0;
  for (const { verdict, peer } of within(from, FIRST + 1000)) {
    if (verdict !== 'reject') continue;
    refusals += 1;
    counts.set(peer, (counts.get(peer) ?? 0) + 1);
  }
  const expected = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, 5);
  const { peers, lookedAt } = refusedSince(reader, from);
  expect(peers.map(({ peer, refusals: count }) => [peer, count])).toEqual(expected);
  expect(lookedAt).toBe(refusals);
});

test('of a large log only the newest refusals are looked at', () => {
  const many = rows.map((row) => ({
    ...row,
    kind: 'recipient' as const,
    verdict: 'reject' as const,
  }));
  const large = openLog('large.db', many);
  const { peers, lookedAt } = refusedSince(large, FIRST, 10);
  expect(lookedAt).toBe(MOST_REFUSALS);
  expect(peers.reduce((sum, { refusals }) => sum + refusals, 0)).toBe(MOST_REFUSALS);
  const newest = new Set(many.slice(-MOST_REFUSALS).map(({ peer }) => peer));
  expect(new Set(peers.map(({ peer }) => peer))).toEqual(newest);
  large.close();
});

test('revisions that came into force in the period are named, each once', () => {
  expect(reader.hours.enforced(FIRST).map(({ revision }) => revision)).toEqual([1, 2]);
  expect(reader.hours.enforced(FIRST + 5)).toEqual([
    { revision: 2, at: new Date(FIRST_AT + 20 * HOUR_MS).toISOString() },
  ]);
});

test('an empty log has no sums, and nobody was refused', () => {
  const empty = openLog('empty.db', []);
  expect(empty.hours.sums(0, FIRST)).toEqual([]);
  expect(empty.hours.counts(0, FIRST)).toEqual({ inbound: 0, relay: 0, reject: 0 });
  expect(refusedSince(empty, 0)).toEqual({ peers: [], lookedAt: 0 });
  empty.close();
});
