import { describe, expect, test } from 'vitest';
import { OUTSIDE_REASONS } from '../../../shared/api/decisions.js';
import { REASONS } from '../../../shared/engine/decision.js';
import { rulesSchema } from '../../../shared/rules/schema.js';
import { untilOf } from '../../../client/features/explanation/ends.js';
import {
  adviceFor,
  noteFromHelo,
  proposalsFor,
  withoutPermit,
  withPermit,
} from '../../../client/features/explanation/smallest-fix.js';
import { rulesWith } from '../draft/rules-of-test.js';

const AROUND = { network: '10.1.3.0/24', peers: 6, decisions: 90, since: '2026-11-24T14:02:00Z' };
const REFUSED = { reason: 'not-permitted', peer: '10.1.3.27' } as const;

describe('what is proposed', () => {
  test('the host, and its network only where others in it were refused too', () => {
    const networks = (neighbours: typeof AROUND | null) =>
      proposalsFor(REFUSED, neighbours).map(({ network }) => network);
    expect(networks(AROUND)).toEqual(['10.1.3.27', '10.1.3.0/24']);
    expect(networks({ ...AROUND, peers: 1 })).toEqual(['10.1.3.27']);
    expect(networks(null)).toEqual(['10.1.3.27']);
  });

  test('an IPv6 host alone, and never more than was asked for', () => {
    expect(proposalsFor({ ...REFUSED, peer: '2001:db8::7' }, null)).toMatchObject([
      { network: '2001:db8::7' },
    ]);
    expect(proposalsFor({ ...REFUSED, peer: 'no address' }, AROUND)).toEqual([]);
  });

  test('nothing for any other reason; each refusal says what would help instead', () => {
    const permits = ['inbound-route', 'own-address', 'override', 'authenticated', 'address'];
    const none = [...permits, 'internal-address', 'not-permitted', 'logon-accepted'];
    for (const reason of [...REASONS, ...OUTSIDE_REASONS]) {
      expect(adviceFor(reason) === null).toBe(none.includes(reason));
      if (reason !== 'not-permitted')
        expect(proposalsFor({ ...REFUSED, reason }, AROUND)).toEqual([]);
    }
  });
});

describe('an entry in the draft', () => {
  const entry = { network: '10.1.3.27', note: 'Scanner' };

  test('is added, with the box that it needs, and taken out with it', () => {
    const rules = rulesWith([], ['10.1.2.0/24']);
    rules.restrictions.addresses.enabled = false;
    const permit = withPermit(rules, entry);
    expect(permit).toMatchObject({ ticked: true, before: null });
    expect(permit.rules.restrictions.addresses).toEqual({
      enabled: true,
      entries: [{ network: '10.1.2.0/24' }, entry],
    });
    expect(rulesSchema.parse(permit.rules)).toEqual(permit.rules);
    expect(withoutPermit(permit.rules, entry.network, permit)).toEqual(rules);
  });

  test('takes the place of one that has ended, which comes back when it goes', () => {
    const ended = { network: '10.1.3.27', until: '2026-01-01T00:00:00Z' };
    const rules = rulesWith([]);
    rules.restrictions.addresses.entries.push(ended);
    const permit = withPermit(rules, entry);
    expect(permit.rules.restrictions.addresses.entries).toEqual([entry]);
    expect(withoutPermit(permit.rules, entry.network, permit)).toEqual(rules);
  });

  test('ends when it says: in an hour, with the day, after a week', () => {
    const now = new Date(2026, 10, 25, 14, 2);
    expect(untilOf('never', now)).toBe('');
    expect(untilOf('hour', now)).toBe(new Date(2026, 10, 25, 15, 2).toISOString());
    expect(untilOf('today', now)).toBe(new Date(2026, 10, 26).toISOString());
    expect(untilOf('week', now)).toBe(new Date(2026, 11, 2, 14, 2).toISOString());
  });

  test('is noted by the HELO name, where that says more than the address', () => {
    expect(noteFromHelo('scan-3f.example.com', '10.1.3.27')).toBe('scan-3f.example.com');
    expect(noteFromHelo('[10.1.3.27]', '10.1.3.27')).toBe('');
    expect(noteFromHelo('10.1.3.27', '10.1.3.27')).toBe('');
    expect(noteFromHelo('x'.repeat(600), '10.1.3.27')).toHaveLength(100);
  });
});
