/** What an administrator is told about a rule set before it is applied. */
import { expect, test } from 'vitest';
import { findingsOf } from '../../../shared/engine/findings.js';
import { FIRST_RULES, rulesSchema, type RulesInput } from '../../../shared/rules/schema.js';
import { compiledOf } from '../../support/compiled.js';

const host = { siteDomain: 'example.com', addresses: ['192.0.2.10'] };
const now = '2026-11-25T12:00:00Z';
const [past, future] = ['2026-11-25T11:00:00Z', '2026-11-25T13:00:00Z'];
const inbound = { kind: 'inbound' as const };

type Entry = { network: string; until?: string };

function found(permitted: Entry[], never: Entry[] = [], routes: RulesInput['routes'] = []) {
  const rules = rulesSchema.parse({
    ...FIRST_RULES,
    routes,
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries: permitted },
      never: { entries: never },
    },
  });
  const surroundings = { forwarding: [], at: now };
  return findingsOf(rules, compiledOf(rules, host), surroundings).map(({ id }) => id);
}

test.each([
  ['65,536 public IPv4 addresses', ['8.8.0.0/16'], 'public-permit'],
  ['one more', ['8.8.0.0/16', '9.9.9.9'], 'open-relay'],
  ['the same ones twice', ['8.8.0.0/16', '8.8.0.0/17'], 'public-permit'],
  ['everybody in two halves', ['0.0.0.0/1', '128.0.0.0/1'], 'open-relay'],
  ['an IPv6 /32', ['2a00::/32'], 'public-permit'],
  ['an IPv6 /31', ['2a00::/31'], 'open-relay'],
])('%s that may relay without logging on', (_, networks, id) => {
  const ids = found(networks.map((network) => ({ network })));
  expect(ids.filter((each) => /^(open-relay|public-permit)$/.test(each))).toEqual([id]);
});

test('a permit that has ended is no opening, and then nobody can send', () => {
  expect(found([{ network: '0.0.0.0/0', until: past }])).toContain('nobody-can-send');
  expect(found([{ network: '0.0.0.0/0', until: past }])).not.toContain('open-relay');
  expect(found([{ network: '10.0.0.0/8', until: future }])).not.toContain('nobody-can-send');
});

test('what only an entry with an end keeps out counts as let in: no relay opens by itself', () => {
  const wide = [{ network: '8.8.0.0/15' }];
  expect(found(wide, [{ network: '8.9.0.0/16' }])).not.toContain('open-relay');
  expect(found(wide, [{ network: '8.9.0.0/16', until: future }])).toContain('open-relay');
});

test('a row for the site domain that has ended is none', () => {
  const row = (until: string) => [{ domain: 'example.com', to: inbound, until }];
  expect(found([], [], row(future))).not.toContain('site-domain-not-inbound');
  expect(found([], [], row(past))).toContain('site-domain-not-inbound');
});
