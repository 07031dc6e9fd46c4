/** `/api/routing/revisions`, the watch after an Apply, and how the rules are used. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openCommands,
  type DecisionCommands,
} from '../../../../server/store/decisions/writer-commands.js';
import { dataFolder } from '../../../../server/store/layout.js';
import type { Preview } from '../../../../shared/api/preview.js';
import type { RevisionDetail, RevisionPage } from '../../../../shared/api/revisions.js';
import type { RoutingDocument } from '../../../../shared/api/routing.js';
import type { RoutingUse } from '../../../../shared/api/rule-use.js';
import { compile } from '../../../../shared/engine/compile.js';
import { FIRST_RULES, type Rules } from '../../../../shared/rules/schema.js';
import { recordedRow } from '../../../support/recorded.js';
import { until } from '../../../support/until.js';
import { refusal, RunningConsole } from '../running-console.js';

let running: RunningConsole;
let commands: DecisionCommands;
let close = () => {};
let number = 0;
const HOST = { siteDomain: 'example.com', addresses: ['192.0.2.1'] };
const SINCE = '2026-11-25T10:00:00Z';

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
  const opened = openCommands(dataFolder(running.data).decisions);
  commands = opened.commands as unknown as DecisionCommands;
  close = () => opened.db.close();
});
afterAll(async () => {
  close();
  await running.stop();
});

const permitting = (...networks: string[]): Rules => ({
  ...FIRST_RULES,
  restrictions: {
    ...FIRST_RULES.restrictions,
    addresses: { enabled: true, entries: networks.map((network) => ({ network })) },
  },
});
const WIDE = permitting('10.0.0.0/8');
const NARROW = permitting('10.1.0.0/16');

async function apply(rules: Rules, more: object = {}): Promise<RoutingDocument> {
  const body = { rules, ...more };
  const headers = { 'if-match': '*' };
  return (await running.call<RoutingDocument>('/api/routing', { method: 'PUT', body, headers }))
    .body;
}

/** Recipients that a peer asked for, decided by rules and logged under a revision. */
function log(rules: Rules, revision: number, peer: string, helos: readonly string[]): void {
  const compiled = compile(rules, HOST, revision).compiled!;
  const enforcement = commands.enforce({ revision, host: JSON.stringify(HOST), since: SINCE });
  commands.append(
    helos.map((helo) => {
      const at = new Date().toISOString();
      const request = { peer, recipient: 'x@remote.test', localAddress: '192.0.2.1', helo, at };
      return recordedRow(compiled, request, { number: (number += 1), enforcement });
    }),
  );
}

test('every revision is listed with its author, note, decisions, and what it changed in words', async () => {
  await apply(WIDE, { note: 'the offices' });
  await apply(NARROW);
  log(WIDE, 2, '10.9.0.1', ['a.test', 'a.test']);
  log(NARROW, 3, '10.9.0.1', ['a.test']);
  const { body } = await running.call<RevisionPage>('/api/routing/revisions?limit=2');
  expect(body.items.map(({ revision, note }) => [revision, note])).toEqual([
    [3, ''],
    [2, 'the offices'],
  ]);
  expect(body.items[1]).toMatchObject({ author: 'admin', decisions: { relay: 2, reject: 0 } });
  expect(body.next).toBe('2');
  const older = await running.call<RevisionPage>('/api/routing/revisions?after=2');
  expect(older.body.items.map(({ revision }) => revision)).toEqual([1]);
  const { body: detail } = await running.call<RevisionDetail>('/api/routing/revisions/3');
  const lines = detail.diff!.flatMap((section) =>
    section.lines.map(({ sign, text }) => sign + text),
  );
  expect(lines).toContain('-IP=10.0.0.0, MASK=255.0.0.0');
  expect(lines).toContain('+IP=10.1.0.0, MASK=255.255.0.0');
  expect(detail.lost).toMatchObject([{ peer: '10.9.0.1', refusals: 1 }]);
  expect(detail.rules).toEqual(NARROW);
});

test('a revision that does not exist is not found, and none can be changed', async () => {
  expect(refusal(await running.call('/api/routing/revisions/99'))).toEqual([404, 'not-found']);
  expect(refusal(await running.call('/api/routing/revisions/x'))).toEqual([404, 'not-found']);
  const put = await running.call('/api/routing/revisions/1', { method: 'PUT', body: {} });
  expect(refusal(put)).toEqual([404, 'not-found']);
});

test('a revision is brought back as a new one, on top of the newest that was read', async () => {
  const restore = (body: object, headers = {}) =>
    running.call<RoutingDocument>('/api/routing/revisions/2/restore', {
      method: 'POST',
      body,
      headers,
    });
  expect(refusal(await restore({}, { 'if-match': '"r1"' }))).toEqual([412, 'stale']);
  const { body, status } = await restore({}, { 'if-match': '"r3"' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ revision: 4, note: 'Restored revision 2', author: 'admin' });
  expect(body.rules).toEqual(WIDE);
  expect(body.enforced.revision).toBe(4);
});

test('a preview says who would lose relaying, and why', async () => {
  log(WIDE, 4, '10.9.0.2', ['b.test']);
  const { body } = await running.call<Preview>('/api/routing/preview', {
    method: 'POST',
    body: { rules: NARROW },
  });
  expect(body.loses).toMatchObject({ peers: 2, decisions: 4 });
  expect(body.loses.groups[0]!.because).toEqual({
    change: 'removes',
    rule: 'address 10.0.0.0/8',
  });
});

test('the use of a rule is counted by the day, and an address of many names is told of until it is kept', async () => {
  const helos = Array.from({ length: 14 }, (_, i) => `pc${i}.example.com`);
  log(WIDE, 4, '10.1.2.1', helos);
  const use = async () => (await running.call<RoutingUse>('/api/routing/use')).body;
  const first = await use();
  expect(first.rules['address 10.0.0.0/8']).toMatchObject({ decisions: 17 });
  expect(first.rules['address 10.0.0.0/8']!.byDay.at(-1)).toBe(17);
  expect(first.gateways).toMatchObject([
    { peer: '10.1.2.1', rule: 'address 10.0.0.0/8', heloCount: 14, decisions: 14 },
  ]);
  const kept = await running.call('/api/routing/use/keep-gateway', {
    method: 'POST',
    body: { peer: '10.1.2.1' },
  });
  expect(kept.status).toBe(204);
  expect((await use()).gateways).toEqual([]);
});

test('refusals of peers that relayed before bring the revision before back, where that was wanted', async () => {
  const applied = await apply(NARROW, { watchFor: { minutes: 10, rollBack: true } });
  expect(applied.watch).toMatchObject({ state: 'watching', revision: 5, before: 4 });
  log(NARROW, 5, '10.9.0.2', ['b.test', 'b.test', 'b.test']);
  const document = async () => (await running.call<RoutingDocument>('/api/routing')).body;
  const rolledBack = await until(async () => {
    const now = await document();
    return now.watch?.state === 'rolled-back' ? now : null;
  });
  expect(rolledBack).toMatchObject({ revision: 6, author: 'gatepost', rules: WIDE });
  expect(rolledBack.watch).toMatchObject({
    peers: 1,
    refusals: 3,
    examples: [{ peer: '10.9.0.2' }],
  });
  expect((await running.call('/api/routing/watch', { method: 'DELETE' })).status).toBe(204);
  expect((await document()).watch).toBeNull();
});

test('without roll-back it only says so, and a later Apply ends the watch', async () => {
  log(WIDE, 6, '10.9.0.2', ['b.test']);
  await apply(NARROW, { watchFor: { minutes: 10, rollBack: false } });
  log(NARROW, 7, '10.9.0.2', ['b.test', 'b.test', 'b.test']);
  const alarm = await until(async () => {
    const { body } = await running.call<RoutingDocument>('/api/routing');
    return body.watch?.state === 'alarm' ? body : null;
  });
  expect(alarm.revision).toBe(7);
  expect((await apply(WIDE)).watch).toBeNull();
});
