import { expect, test } from 'vitest';
import { searchOf, withFilter } from '../../../client/features/decision-log/filters.js';

test('filters are read from the address, and nothing else in it is passed on', () => {
  const query = new URLSearchParams('verdict=reject&peer=10.0.0.0%2F8&limit=5&x=y&q=%20');
  expect(searchOf(query)).toEqual({ verdict: 'reject', peer: '10.0.0.0/8' });
});

test('a filter goes into the address and out of it again', () => {
  const one = withFilter({}, 'recipient', 'a&b=c@x.test');
  expect(searchOf(new URLSearchParams(one))).toEqual({ recipient: 'a&b=c@x.test' });
  const two = withFilter({ recipient: 'x' }, 'verdict', 'relay');
  expect(searchOf(new URLSearchParams(two))).toEqual({ recipient: 'x', verdict: 'relay' });
  expect(withFilter({ verdict: 'relay' }, 'verdict', '')).toBe('');
});

test('a new value takes the place of the old one', () => {
  const address = withFilter({ verdict: 'relay', q: 'x' }, 'verdict', 'reject');
  expect(new URLSearchParams(address).getAll('verdict')).toEqual(['reject']);
});
