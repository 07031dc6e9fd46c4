import { expect, test } from 'vitest';
import { endText, hasEnded } from '../../../client/components/ending.js';
import { gatewayText } from '../../../client/rule-use/gateway-text.js';
import { busiestDay, sparkPath, usedLine } from '../../../client/rule-use/use-words.js';
import { used } from '../../e2e/preview-api.js';

const NOW = new Date(2026, 10, 25, 15, 0);
const GATEWAY = {
  peer: '10.1.2.1',
  rule: 'address 10.1.2.0/24',
  heloCount: 14,
  helos: [],
  accountCount: 0,
  decisions: 912,
  lastSeen: '2026-11-25T14:00:00Z',
};

test('a gateway is told by its HELO names, by accounts, or by both; one of a kind says nothing', () => {
  expect(gatewayText(GATEWAY)).toBe('It gave 14 HELO names this week.');
  expect(gatewayText({ ...GATEWAY, heloCount: 1, accountCount: 9 })).toBe(
    '9 accounts logged on from it this week.',
  );
  expect(gatewayText({ ...GATEWAY, accountCount: 9 })).toBe(
    'It gave 14 HELO names this week, and 9 accounts logged on from it.',
  );
});

test('on one line a rule was used so often, or not since, or never', () => {
  const then = new Date(2026, 8, 2).toISOString();
  expect(usedLine(used(18_204, then))).toBe('18,204 in 30 days');
  expect(usedLine(used(0, then))).toMatch(/^unused since 2 Sep/);
  expect(usedLine(undefined)).toBe('never used');
});

test('days are drawn to the scale of the busiest rule, and a day with one decision is seen', () => {
  expect(sparkPath([0, 100, 1], 100)).toBe('M0 16h21.33v-16h21.33v16v-2h21.33v2z');
  expect(sparkPath([1], 1_000_000)).toBe('M0 16v-1h64v1z');
  const since = '2026-09-01T00:00:00Z';
  const use = { since, gateways: [], rules: { a: { ...used(0, since), byDay: [3, 9] } } };
  expect(busiestDay(use, ['a', 'b'])).toBe(9);
});

test('an entry says when it ends, with the hour when that is soon, and that it has', () => {
  const at = (...[month, day, hour]: [number, number, number]) =>
    new Date(2026, month, day, hour).toISOString();
  expect(endText(at(10, 25, 17), NOW)).toBe('ends 17:00');
  expect(endText(at(10, 28, 9), NOW)).toBe('ends 28 Nov 09:00');
  expect(endText(at(11, 24, 9), NOW)).toBe('ends 24 Dec');
  expect(endText(at(10, 2, 9), NOW)).toBe('ended 2 Nov');
  expect(hasEnded(at(10, 25, 15), NOW)).toBe(true);
  expect(hasEnded(undefined, NOW)).toBe(false);
});
