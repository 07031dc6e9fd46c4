/**
 * Upgrades: data folders that earlier versions left behind, each with rules, settings with a secret, an account, a
 * queue and a log. `test/upgrades/` holds one for every version that a database has had, made by the program of
 * then; beside it what that program said of it. A new migration adds the folder of the version before it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Account } from '../../shared/api/accounts.js';
import type { DecisionRow } from '../../shared/api/decisions.js';
import type { QueueJob, QueuePage } from '../../shared/api/queue.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const FIXTURES = join(import.meta.dirname, '../upgrades');
const CLOCK = join(import.meta.dirname, '../support/shift-clock.mjs');
/** When they were made: by then nothing that waits has been given up. */
const MADE = Date.parse('2026-11-28T23:00:00Z');
/** Of the smart host, in plain text before there was a key. */
const SECRET = 'smart host secret';

/** What the program said that left the folder. */
interface Expected {
  readonly rules: object;
  readonly waiting: readonly string[];
  readonly decisions: readonly Pick<DecisionRow, 'ref' | 'verdict' | 'reason' | 'recipient'>[];
}

/** Came in one release with the next. */
const NEVER_ALONE: Readonly<Record<string, readonly number[]>> = { config: [4, 6] };

const names = readdirSync(FIXTURES)
  .filter((file) => file.endsWith('.tgz'))
  .map((file) => file.slice(0, -'.tgz'.length));
let sink: SmtpSink;
let data: string;

beforeEach(async () => {
  sink = await new SmtpSink().start();
  data = mkdtempSync(join(tmpdir(), 'gatepost-'));
});
afterEach(async () => {
  await sink.stop();
  rmSync(data, { recursive: true, force: true });
});

test('every version that a database has had is among them', () => {
  for (const database of ['config', 'spool', 'decisions']) {
    const folder = join(import.meta.dirname, `../../server/store/${database}/migrations`);
    const newest = readdirSync(folder).length;
    const kept = names.map((name) => Number(new RegExp(`${database}-(\\d+)`).exec(name)![1]));
    const before = Array.from({ length: newest - 1 }, (_, i) => i + 1);
    // The newest version is what every other test has.
    const released = before.filter((version) => !NEVER_ALONE[database]?.includes(version));
    expect(released.filter((version) => !kept.includes(version))).toEqual([]);
  }
});

test.each(names)(
  '%s: rules, accounts, queue and log go on, and secrets are sealed',
  async (name) => {
    const expected = JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as Expected;
    execFileSync('tar', ['-xzf', join(FIXTURES, `${name}.tgz`), '-C', data]);
    const clock = join(data, '..', `clock-${process.pid}`);
    writeFileSync(clock, String(MADE - Date.now()));
    const gatepost = await Gatepost.start({
      data,
      environment: { NODE_OPTIONS: `--import=${CLOCK}`, SHIFT_CLOCK: clock },
    });
    try {
      const routing = await gatepost.api<RoutingDocument>('GET', '/api/routing');
      expect(routing.body.rules).toMatchObject(expected.rules);
      expect(routing.body.enforced.revision).toBe(routing.body.revision);
      const accounts = await gatepost.api<{ items: Account[] }>('GET', '/api/accounts');
      expect(accounts.body.items.map((account) => account.name)).toEqual(['printer']);
      const rows = await gatepost.decisions(expected.decisions.length);
      for (const decision of expected.decisions) {
        expect(rows).toContainEqual(expect.objectContaining(decision));
      }
      const queue = await gatepost.api<QueuePage>('GET', '/api/queue');
      const waiting = queue.body.items.flatMap(({ recipients }) => recipients);
      expect(waiting.toSorted()).toEqual(expected.waiting);

      await gatepost.deliver({
        outbound: { kind: 'smarthost', host: '127.0.0.1', port: sink.port, tls: 'none' },
      });
      const action = { action: 'retry', selection: { filter: {} } };
      await gatepost.api<QueueJob>('POST', '/api/queue/actions', action);
      await until(() => Promise.resolve(sink.messages.length >= 3 || null));
      const bodies = sink.messages.map(({ content }) => content.toString('latin1'));
      for (const text of ['body 0', 'body 1', 'body 2']) {
        expect(bodies.filter((body) => body.includes(text))).toHaveLength(1);
      }
      // The third one was in a file of its own.
      expect(Math.max(...bodies.map(({ length }) => length))).toBeGreaterThan(5000 * 72);
    } finally {
      await gatepost.halt();
      rmSync(clock, { force: true });
    }
    for (const file of readdirSync(data).filter((each) => /\.db(?:-wal)?$/.test(each))) {
      expect(readFileSync(join(data, file)).includes(SECRET), file).toBe(false);
    }
  },
);
