import { expect, test } from 'vitest';
import { FIRST_ALERTS, type AlertName, type RaisedAlert } from '../../../../shared/api/alerts.js';
import { judge, type Reading, type Stand } from '../../../../server/console/alerts/judge.js';
import { readingsOf, type Situation } from '../../../../server/console/alerts/readings.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-28T12:00:00Z');

/** The desk's bookkeeping with a clock of the test's. */
function alarm(repeatAfter = 3600) {
  let raised: readonly RaisedAlert[] = [];
  const told = new Map<AlertName, number>();
  let at = START;
  const look = (stand: Stand, pass = 1000): readonly string[] => {
    at += pass;
    const reading: Reading = { alert: 'queue-age', stand, text: 'x', value: 1 };
    const judged = judge([reading], raised, { now: new Date(at), repeatAfter, told });
    raised = judged.raised;
    for (const { state } of judged.events) {
      if (state === 'recovered') told.delete('queue-age');
      else told.set('queue-age', at);
    }
    return judged.events.map(({ state }) => state);
  };
  return { look, raised: () => raised };
}

test('an alert is said once, again after the time that was set, and when it is over', () => {
  const { look } = alarm();
  expect(look('good')).toEqual([]);
  expect(look('bad')).toEqual(['raised']);
  expect(look('bad')).toEqual([]);
  expect(look('bad', HOUR)).toEqual(['repeated']);
  expect(look('bad')).toEqual([]);
  expect(look('good')).toEqual(['recovered']);
  expect(look('good')).toEqual([]);
});

test('a value that swings about its threshold makes one message', () => {
  const { look } = alarm();
  expect(look('between')).toEqual([]);
  expect(look('bad')).toEqual(['raised']);
  for (let n = 0; n < 10; n += 1) expect([...look('between'), ...look('bad')]).toEqual([]);
  expect(look('good')).toEqual(['recovered']);
});

test('what cannot be known neither raises an alert nor ends one', () => {
  const { look, raised } = alarm();
  expect(look('unknown')).toEqual([]);
  look('bad');
  expect(look('unknown')).toEqual([]);
  expect(raised()).toMatchObject([{ alert: 'queue-age', text: 'x' }]);
});

test('with 0 it is never said again', () => {
  const { look } = alarm(0);
  look('bad');
  expect(look('bad', 1000 * HOUR)).toEqual([]);
});

test('an alert that could not be handed to anybody before a restart is said after it', () => {
  const now = new Date(START);
  const reading: Reading = { alert: 'disk', stand: 'bad', text: 'x', value: 1 };
  const since = new Date(START - HOUR).toISOString();
  const before = [{ alert: 'disk', since, text: 'x', value: 1, said: null } as const];
  const { events } = judge([reading], before, { now, repeatAfter: 3600, told: new Map() });
  expect(events).toMatchObject([{ state: 'raised', raised: { since } }]);
});

const status = {
  enforced: { revision: 3, since: null },
  oldest: null,
  queued: 0,
  refusing: null,
};
const calm: Situation = {
  now: new Date(START),
  relay: { ok: true, status: status as never },
  stored: 3,
  astraySince: null,
  watch: null,
  refusals: null,
  notAfter: new Date(START + 90 * 24 * HOUR).toISOString(),
  disk: { free: 50, total: 100 },
};

function standOf(alert: AlertName, part: Partial<Situation> & { readonly status?: object }) {
  const { status: other, ...rest } = part;
  const relay = other
    ? { ok: true as const, status: { ...status, ...other } as never }
    : calm.relay;
  const found = readingsOf(FIRST_ALERTS, { ...calm, relay, ...rest });
  return found.find((each) => each.alert === alert)!.stand;
}

const ago = (hours: number) => new Date(START - hours * HOUR).toISOString();
const counts = (reject: number) => ({ inbound: 100, relay: 100, reject });
const refusals = (lately: number, before: number, hoursBefore = 168) => ({
  refusals: {
    since: ago(2),
    hours: 2,
    lately: counts(lately),
    before: counts(before),
    hoursBefore,
  },
});
const days = (count: number) => ({ notAfter: new Date(START + count * 24 * HOUR).toISOString() });

test.each([
  ['queue-age', 'good', {}],
  ['queue-age', 'good', { status: { oldest: ago(1) } }],
  ['queue-age', 'between', { status: { oldest: ago(3.5) } }],
  ['queue-age', 'bad', { status: { oldest: ago(5) } }],
  ['queue-age', 'unknown', { relay: { ok: false, problem: 'The relay is not running.' } }],
  ['refusals', 'unknown', {}],
  ['refusals', 'good', refusals(19, 0)],
  ['refusals', 'good', refusals(500, 0, 3)],
  ['refusals', 'bad', refusals(500, 168)],
  ['refusals', 'between', refusals(500, 168 * 60)],
  ['refusals', 'good', refusals(500, 168 * 100)],
  ['certificate', 'good', {}],
  ['certificate', 'bad', days(13)],
  ['certificate', 'bad', days(-1)],
  ['certificate', 'unknown', { notAfter: null }],
  ['disk', 'good', {}],
  ['disk', 'between', { disk: { free: 105, total: 1000 } }],
  ['disk', 'bad', { disk: { free: 99, total: 1000 } }],
  ['disk', 'bad', { status: { refusing: 'There is no room.' } }],
  ['not-enforcing', 'good', {}],
  ['not-enforcing', 'between', { astraySince: START - 59_000 }],
  ['not-enforcing', 'bad', { astraySince: START - 60_000 }],
] as const)('%s is %s with %j', (alert, stand, part) => {
  expect(standOf(alert, part as never)).toBe(stand);
});
