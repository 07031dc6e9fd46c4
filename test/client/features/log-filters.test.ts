import { expect, test } from 'vitest';
import {
  ruleFromText,
  searchOf,
  withFilter,
} from '../../../client/features/decision-log/filters.js';

test('filters are read from the address, and nothing else in it is passed on', () => {
  const query = new URLSearchParams('verdict=reject&peer=10.0.0.0%2F8&limit=5&x=y&q=%20');
  expect(searchOf(query)).toEqual({ verdict: 'reject', peer: '10.0.0.0/8' });
});

test('a filter goes into the address and out of it again', () => {
  const one = withFilter({}, 'recipient', 'a&b=c@x.test');
  expect(searchIn(one)).toEqual({ recipient: 'a&b=c@x.test' });
  const two = withFilter({ recipient: 'x' }, 'verdict', 'relay');
  expect(searchIn(two)).toEqual({ recipient: 'x', verdict: 'relay' });
  expect(withFilter({ verdict: 'relay' }, 'verdict', '')).toBe('/log');
});

test('a new value takes the place of the old one', () => {
  const address = withFilter({ verdict: 'relay', q: 'x' }, 'verdict', 'reject');
  expect(new URL(address, 'http://console').searchParams.getAll('verdict')).toEqual(['reject']);
});

test('a rule is taken as the lists show it, in any form of its network', () => {
  expect(ruleFromText('address IP=10.0.0.0, MASK=255.0.0.0')).toBe('address 10.0.0.0/8');
  expect(ruleFromText(' Never 10.0.0.66/32 ')).toBe('never 10.0.0.66');
  expect(ruleFromText('authenticated')).toBe('authenticated');
});

function searchIn(address: string) {
  return searchOf(new URL(address, 'http://console').searchParams);
}
