/** A row of the log explains itself for good: the trace comes from the rules and the host as they were. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertRevision } from '../../../server/store/config/revisions.js';
import {
  openCommands,
  type DecisionCommands,
} from '../../../server/store/decisions/writer-commands.js';
import { dataFolder } from '../../../server/store/layout.js';
import { openWriter } from '../../../server/store/open.js';
import type { DecisionDetail, Explanation } from '../../../shared/api/decisions.js';
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import { compiledOf } from '../../support/compiled.js';
import { recordedRow, requestOf } from '../../support/recorded.js';
import {
  oracleRequestArbitrary,
  OWN_ADDRESSES,
  rulesArbitrary,
} from '../../support/rules-arbitrary.js';
import { RunningConsole } from './running-console.js';

const REVISIONS = 1000;
let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterAll(() => running.stop());

test('the verdict that is recomputed is the one that was recorded, under each of 1,000 revisions', async () => {
  const folder = dataFolder(running.data);
  const config = openWriter(folder.config, 'config', 'full');
  const log = openCommands(folder.decisions);
  const { append, enforce } = log.commands as unknown as DecisionCommands;
  const rules = fc.sample(rulesArbitrary, { numRuns: REVISIONS, seed: 1 });
  const requests = fc.sample(oracleRequestArbitrary, { numRuns: REVISIONS, seed: 2 });
  const rows = rules.map((each, i) => {
    const revision = i + 2;
    const at = '2026-01-01T00:00:00Z';
    const note = `number ${revision}`;
    insertRevision(config, revision, { at, author: 'maria', note, rules: each, confirmed: [] });
    const host = { siteDomain: i % 2 === 0 ? 'a.test' : 'b.test', addresses: OWN_ADDRESSES };
    const enforcement = enforce({ revision, host: JSON.stringify(host), since: at });
    const compiled = { ...compiledOf(each, host), revision };
    return recordedRow(compiled, requestOf(requests[i]!), { number: i + 1, enforcement });
  });
  append(rows);
  log.db.close();
  config.close();
  for (const { number, verdict, reason, rule, recipient } of rows) {
    const path = `/api/decisions/${referenceFromNumber(number)}`;
    const { body } = await running.call<DecisionDetail>(path);
    expect(body.decision).toMatchObject({
      verdict,
      reason,
      recipient,
      revision: number + 1,
      ...(rule === null ? {} : { rule }),
    });
    expect(body.revision?.note).toBe(`number ${number + 1}`);
  }
}, 60_000);

test('an explanation says who brought each rule, and what would be decided now', async () => {
  const { body } = await running.call<Explanation>(
    `/api/decisions/${referenceFromNumber(REVISIONS)}/explanation`,
  );
  expect(body.now?.revision).toBe(REVISIONS + 1);
  for (const { since, rule } of body.rules) {
    expect(rule).not.toBe('');
    expect(since?.author).toBe('maria');
  }
});
