/** What set-up does to rules that stand already: typing takes nothing away that is not meant. */
import { expect, test } from 'vitest';
import { readDomains, withInbound } from '../../../client/features/setup/domain-lines.js';
import {
  othersOf,
  readTyped,
  withPermitted,
} from '../../../client/features/setup/permitted-networks.js';
import { FIRST_RULES, type Route } from '../../../shared/rules/schema.js';

const until = '2027-01-01T00:00:00Z';
const STOOD = {
  enabled: true,
  entries: [{ network: '10.1.0.0/16', note: 'a guest', until }, { network: '10.2.0.0/16' }],
};

test('an entry that is typed over and back keeps its note and its end', () => {
  let rules = FIRST_RULES;
  for (const text of ['10.1.0.0/1', '10.1.0.0/16\n10.2.0.0/16', '10.1.0.0/16,another note']) {
    rules = withPermitted(rules, STOOD, readTyped(text).entries);
  }
  expect(rules.restrictions.addresses.entries).toEqual([STOOD.entries[0]]);
});

test('entries under a box that is not ticked do not come into force by one that is added', () => {
  const kept = { ...STOOD, enabled: false };
  const before = {
    ...FIRST_RULES,
    restrictions: { ...FIRST_RULES.restrictions, addresses: kept },
  };
  const after = withPermitted(before, kept, [...kept.entries, { network: '127.0.0.0/8' }]);
  expect(after.restrictions.addresses.enabled).toBe(false);
  const first = withPermitted(FIRST_RULES, FIRST_RULES.restrictions.addresses, [
    { network: '127.0.0.0/8' },
  ]);
  expect(first.restrictions.addresses.enabled).toBe(true);
});

test('what is not offered is typed as Exchange shows it, and the first wrong line is named', () => {
  expect(othersOf(STOOD, new Set(['10.2.0.0/16']))).toBe('IP=10.1.0.0, MASK=255.255.0.0');
  expect(readTyped('10.3.0.0/16\n10.3.0.5/16').problem?.message).toContain('Nearest:');
});

test('a domain half typed takes no row away for good', () => {
  const routes: Route[] = [
    { domain: 'example.com', to: { kind: 'inbound', host: '10.0.0.5', port: 25 }, note: 'ours' },
    { domain: 'example.co', to: { kind: 'host', host: '10.0.0.9', port: 25 } },
  ];
  const typed = ['example.c', 'example.co', 'example.com'].map((text) => readDomains(text).domains);
  expect(withInbound(routes, typed.at(-1)!)).toEqual(routes);
  expect(withInbound(routes, typed[1]!)).toEqual([
    { domain: 'example.co', to: { kind: 'inbound' } },
  ]);
});
