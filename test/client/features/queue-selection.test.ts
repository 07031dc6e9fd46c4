import { expect, test } from 'vitest';
import {
  ALL,
  asRequest,
  countOf,
  isSelected,
  NOTHING,
  selectionOf,
  still,
  toggled,
} from '../../../client/features/queues/selection.js';

test('all means all that match, also those that were never read', () => {
  expect(countOf(ALL, 100_000)).toBe(100_000);
  expect(isSelected(ALL, 'never read')).toBe(true);
  expect(asRequest(ALL, { destination: 'domain example.net', q: 'x' })).toEqual({
    filter: { destination: 'domain example.net', q: 'x' },
  });
});

test('some are named one by one, whatever the filter is', () => {
  const some = toggled(toggled(NOTHING, 'a', []), 'b', []);
  expect(asRequest(some, { q: 'x' })).toEqual({ ids: ['a', 'b'] });
  expect(countOf(toggled(some, 'a', []), 100_000)).toBe(1);
});

test('one less than all is never more than what was read', () => {
  expect(asRequest(toggled(ALL, 'b', ['a', 'b', 'c']), {})).toEqual({ ids: ['a', 'c'] });
});

test('what has left the queue is not counted any more', () => {
  const some = selectionOf(['a', 'b']);
  expect(countOf(still(some, ['b', 'c']), 2)).toBe(1);
  expect(still(some, ['a', 'b', 'c'])).toBe(some);
  expect(still(ALL, [])).toBe(ALL);
});
