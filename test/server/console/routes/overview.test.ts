/** The overview over the API: with an empty log, without a relay, with a log that cannot be read. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { overviewSchema, type Overview } from '../../../../shared/api/overview.js';
import { refusal, RunningConsole } from '../running-console.js';

let running: RunningConsole;

beforeEach(async () => {
  running = await RunningConsole.loggedOn();
});
afterEach(() => running.stop());

const overview = async (query = '') =>
  overviewSchema.parse((await running.call<Overview>(`/api/overview${query}`)).body);

test('nobody is told without a logon, and other periods are refused', async () => {
  expect(refusal(await running.bare('/api/overview'))).toEqual([401, 'unauthenticated']);
  expect(refusal(await running.call('/api/overview?hours=25'))).toEqual([422, 'invalid']);
});

test('before any mail has come the numbers are 0, and the period ends with the running hour', async () => {
  for (const hours of [24, 168, 720]) {
    const { decisions, at, since, queue, disk } = await overview(`?hours=${hours}`);
    expect(decisions).toEqual({
      counts: { inbound: 0, relay: 0, reject: 0 },
      usual: null,
      series: [],
      oldest: null,
      refusedPeers: [],
      refusalsLookedAt: 0,
    });
    const span = Date.parse(at) - Date.parse(since);
    expect(span).toBeGreaterThanOrEqual((hours - 1) * 3_600_000);
    expect(span).toBeLessThan(hours * 3_600_000);
    expect(queue).toEqual({ messages: 0, oldest: null });
    expect(disk!.free).toBeGreaterThan(0);
  }
});

test('findings of the rules in force need attention, and the first revision is what changed lately', async () => {
  const { attention, changes } = await overview();
  const findings = attention.flatMap((each) =>
    each.code === 'finding' ? [each.finding.code] : [],
  );
  expect(findings).toContain('nobody-can-send');
  expect(changes).toMatchObject([
    { kind: 'settings', action: 'user-created' },
    { kind: 'revision', revision: 1 },
  ]);
});

test('a relay that is stopped is said first, and what the console knows is told all the same', async () => {
  await running.relay.stop();
  const { attention, queue, decisions } = await overview();
  expect(attention[0]).toEqual({ code: 'relay-silent', problem: 'The relay is not running.' });
  expect(queue).toBeNull();
  expect(decisions).not.toBeNull();
});

test('a log that cannot be read is said, and hides nothing else', async () => {
  await writeFile(join(running.data, 'decisions.db'), 'this is no database'.repeat(1000));
  const { attention, decisions, queue } = await overview();
  expect(decisions).toBeNull();
  expect(queue).not.toBeNull();
  expect(attention.map(({ code }) => code)).toContain('log-unreadable');
});
