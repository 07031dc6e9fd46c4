/** Rows to tidy: what is said of a row is true, and what can be removed changes nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOf, tidyRows, type ListName } from '../../../shared/engine/tidy.js';
import { FIRST_RULES, type Rules } from '../../../shared/rules/schema.js';
import { oracle } from '../../support/oracle.js';
import {
  oracleRequestArbitrary,
  OWN_ADDRESSES,
  rulesArbitrary,
} from '../../support/rules-arbitrary.js';

const NOW = '2026-01-01T00:00:00Z';
const IDLE = ['ended', 'duplicate', 'inside', 'never', 'overruled'];

function without(rules: Rules, list: ListName, index: number): Rules {
  const left = entriesOf(rules, list).filter((_, i) => i !== index);
  if (list === 'routes') return { ...rules, routes: left as Rules['routes'] };
  const { restrictions } = rules;
  const part = { ...restrictions[list], entries: left };
  return { ...rules, restrictions: { ...restrictions, [list]: part } };
}

function rulesWith(
  networks: readonly (string | { network: string; until?: string })[],
  never: readonly string[] = [],
): Rules {
  const entries = networks.map((each) => (typeof each === 'string' ? { network: each } : each));
  return {
    ...FIRST_RULES,
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries },
      never: { entries: never.map((network) => ({ network })) },
    },
  };
}

const found = (rules: Rules, ...rest: readonly Parameters<typeof tidyRows>[2][]) =>
  tidyRows(rules, NOW, rest[0] ?? null).map(
    ({ kind, list, index, by }) => `${kind} ${list}.${index}${by === null ? '' : ` by ${by}`}`,
  );

describe('rows to tidy', () => {
  test('removing one that does nothing changes no decision, now or later', () => {
    const later = oracleRequestArbitrary.map((request) => ({
      ...request,
      at: Math.max(request.at, Date.parse(NOW)),
    }));
    const latest = later.map((request) => ({ ...request, at: Date.UTC(2027, 0, 1) }));
    const property = fc.property(
      rulesArbitrary,
      fc.array(fc.oneof(later, latest), { minLength: 10, maxLength: 30 }),
      (rules, requests) => {
        for (const { kind, list, index } of tidyRows(rules, NOW, null)) {
          if (!IDLE.includes(kind)) continue;
          const rest = without(rules, list, index);
          for (const request of requests) {
            expect(oracle(rest, OWN_ADDRESSES, request)).toEqual(
              oracle(rules, OWN_ADDRESSES, request),
            );
          }
        }
      },
    );
    fc.assert(property, { numRuns: 700 });
  });

  test('an entry inside another one is named with it, unless the wider one ends before', () => {
    expect(found(rulesWith(['10.1.2.0/24', '10.1.2.3', '192.0.2.7']))).toEqual([
      'inside addresses.1 by 0',
    ]);
    const ending = { network: '10.1.2.0/24', until: '2026-06-01T00:00:00Z' };
    expect(found(rulesWith([ending, '10.1.2.3']))).toEqual([]);
    expect(
      found(rulesWith([ending, { network: '10.1.2.3', until: '2026-05-01T00:00:00Z' }])),
    ).toEqual(['inside addresses.1 by 0']);
  });

  test('an entry that the never-list takes whole is named, by one entry or by several', () => {
    expect(found(rulesWith(['10.1.2.0/24'], ['10.1.0.0/16']))).toEqual(['never addresses.0 by 0']);
    expect(found(rulesWith(['10.1.2.0/24'], ['10.1.2.0/25', '10.1.2.128/25']))).toEqual([
      'never addresses.0',
    ]);
    expect(found(rulesWith(['10.1.2.0/24'], ['10.1.2.0/25']))).toEqual([]);
  });

  test('the same entry twice, one that has ended and one that ends within a week are named', () => {
    expect(
      found(
        rulesWith([
          '10.0.0.1',
          '10.0.0.1',
          { network: '10.0.0.2', until: NOW },
          { network: '10.0.0.3', until: '2026-01-07T00:00:00Z' },
          { network: '10.0.0.4', until: '2026-01-09T00:00:00Z' },
        ]),
      ),
    ).toEqual(['duplicate addresses.1 by 0', 'ended addresses.2', 'ends-soon addresses.3']);
  });

  test('name is overruled where #name and .name stand beside it, and none of the three else', () => {
    const rules = (...domains: readonly string[]): Rules => ({
      ...FIRST_RULES,
      routes: domains.map((domain) => ({ domain, to: { kind: 'inbound' } })),
    });
    expect(found(rules('a.test', '#a.test', '.a.test'))).toEqual(['overruled routes.0']);
    expect(found(rules('a.test', '#a.test', 'b.a.test', '.b.a.test'))).toEqual([]);
  });

  test('what was not used in 30 days is named, where the log goes back far enough to know', () => {
    const rules = rulesWith(['10.0.0.1', '10.0.0.2', '10.0.0.3'], ['10.0.0.9']);
    const used = (decisions: number) => ({
      decisions,
      byDay: [],
      lastUsed: '2025-09-02T10:00:00Z',
    });
    const use = (since: string | null) => ({
      since,
      rules: { 'address 10.0.0.1': used(3), 'address 10.0.0.2': used(0) },
      gateways: [],
    });
    expect(found(rules, use('2025-08-26T00:00:00Z'))).toEqual([
      'unused addresses.1',
      'unused addresses.2',
    ]);
    expect(found(rules, use('2025-12-31T00:00:00Z'))).toEqual(['unused addresses.1']);
  });

  test('100,000 entries are looked through', () => {
    const networks = Array.from(
      { length: 100_000 },
      (_, i) => `10.${i >> 15}.${(i >> 7) & 255}.${(i & 127) * 2}`,
    );
    const rules = rulesWith([...networks, '10.1.0.0/16'], networks.slice(0, 1000));
    const rows = tidyRows(rules, NOW, null);
    expect(rows).toHaveLength(1000 + 32_768);
  });
});
