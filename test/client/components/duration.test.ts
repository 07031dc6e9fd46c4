import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  durationsText,
  durationText,
  readDuration,
  readDurations,
} from '../../../client/components/duration.js';

test.each([
  [1, '1 s'],
  [90, '90 s'],
  [900, '15 min'],
  [3600, '1 h'],
  [5400, '90 min'],
  [86_400, '1 day'],
  [172_800, '2 days'],
])('%i seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  ['15 min', 900],
  ['15m', 900],
  ['0.25 hours', 900],
  ['1.5 h', 5400],
  ['2 DAYS', 172_800],
  [' 30 sec ', 30],
])('%s is read', (text, seconds) => {
  expect(readDuration(text)).toEqual({ ok: true, value: seconds });
});

test('a number without a unit is asked about, not guessed', () => {
  expect(readDuration('15')).toMatchObject({ ok: false, suggestions: ['15 min', '15 h'] });
  expect(readDuration('15 parsecs').ok).toBe(false);
  expect(readDuration('soon').ok).toBe(false);
});

test('what is shown is read back as the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2_592_000 }), { minLength: 1 }), (list) => {
      expect(readDurations(durationsText(list))).toEqual({ ok: true, value: list });
    }),
  );
});

test('of several spans the one that cannot be read is named', () => {
  expect(readDurations('15 min, 1 fortnight')).toMatchObject({
    ok: false,
    message: expect.stringContaining('1 fortnight') as unknown,
  });
});
