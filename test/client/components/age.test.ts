import { expect, test } from 'vitest';
import { ageText, spanText, untilText } from '../../../client/components/age.js';

test.each([
  [-5, '0 s'],
  [2.9, '2 s'],
  [60, '1 min'],
  [1320, '22 min'],
  [6720, '1 h 52'],
  [3660, '1 h 01'],
  [7200, '2 h'],
  [97_200, '1 d 3 h'],
  [172_800, '2 d'],
])('%d seconds are %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test('what is due is tried now, and what is not says when, by the clock too', () => {
  const now = new Date('2026-11-25T15:02:00');
  const at = (text: string) => new Date(text).toISOString();
  expect(untilText(at('2026-11-25T15:01:00'), now)).toBe('now');
  expect(untilText(at('2026-11-25T15:10:00'), now)).toBe('in 8 min, 15:10');
  expect(untilText(at('2026-11-26T02:02:00'), now)).toBe('in 11 h, 26 Nov 02:02');
  expect(ageText(at('2026-11-25T13:10:00'), now)).toBe('1 h 52');
});
