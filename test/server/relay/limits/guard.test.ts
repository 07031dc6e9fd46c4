import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RelayGuard } from '../../../../server/relay/limits/guard.js';
import type { SessionFacts } from '../../../../server/relay/smtp/front.js';
import type { StoredDecision } from '../../../../server/store/decisions/stored-decision.js';
import { firstDelivery } from '../../../../shared/api/delivery.js';
import { FIRST_LIMITS, type LimitSettings } from '../../../../shared/api/limits.js';
import { FIRST_RULES, rulesSchema } from '../../../../shared/rules/schema.js';
import { compiledOf } from '../../../support/compiled.js';

const restrictions = {
  authenticated: true,
  addresses: { enabled: true, entries: [{ network: '10.0.0.0/8' }] },
  internalAddresses: { enabled: true, entries: [{ address: '192.0.2.10' }] },
  never: { entries: [{ network: '10.0.0.66' }] },
};
const compiled = compiledOf(rulesSchema.parse({ ...FIRST_RULES, restrictions }), {
  siteDomain: 'example.com',
  addresses: [],
});

function guardWith(part: Partial<LimitSettings>) {
  const rows: StoredDecision[] = [];
  const lines: string[] = [];
  let number = 0;
  let settings = { ...firstDelivery('example.com'), limits: { ...FIRST_LIMITS, ...part } };
  const guard = new RelayGuard({
    settings: () => settings,
    rulesInForce: () => ({ compiled, enforcement: 7 }),
    decisions: {
      next: () => ({ number: ++number, ref: `REF${String(number).padStart(4, '0')}` }),
      record: (row) => rows.push(row),
    },
    log: { info: (_, line) => lines.push(line), warn: () => undefined },
    onHit: () => undefined,
  });
  const set = (next: Partial<LimitSettings>) => {
    settings = { ...settings, limits: { ...settings.limits, ...next } };
  };
  return { guard, rows, lines, set };
}

function facts(peer: string): SessionFacts {
  const none = { session: 's', helo: 'h\u001b', tls: null, account: null, mechanism: null };
  return { peer, localAddress: '192.0.2.1', listener: '0.0.0.0:25', ...none };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('whom the rules permit', () => {
  test.each([
    ['an address on the list', '10.1.2.3', '192.0.2.1', true],
    ['an address that can NEVER route mail', '10.0.0.66', '192.0.2.1', false],
    ['who connects to a listed internal address', '203.0.113.7', '192.0.2.10', true],
    ['a stranger', '203.0.113.7', '192.0.2.1', false],
    ['an address that cannot be read', '', '', false],
  ])('%s', (_, peer, localAddress, permitted) => {
    expect(guardWith({}).guard.enter(peer, localAddress)).toMatchObject({ permitted });
  });
});

describe('within an hour', () => {
  const stranger = { address: '203.0.113.7', permitted: false, account: null };

  test('an address has so many messages and recipients; nobody has a limit unless one is set', () => {
    const { guard, set } = guardWith({});
    for (let i = 0; i < 100; i += 1) expect(guard.message(stranger)).toBeNull();
    set({ messagesPerHour: 2, recipientsPerHour: 1 });
    for (let i = 0; i < 2; i += 1) expect(guard.message(stranger)).toBeNull();
    expect(guard.message(stranger)).toBe('limit-messages-per-address');
    expect(guard.recipient(stranger)).toBeNull();
    expect(guard.recipient(stranger)).toBe('limit-recipients-per-address');
    vi.advanceTimersByTime(3_600_000);
    expect(guard.message(stranger)).toBeNull();
  });

  test('a permitted address has none', () => {
    const { guard } = guardWith({ messagesPerHour: 1, recipientsPerHour: 1 });
    const permitted = { ...stranger, permitted: true };
    for (let i = 0; i < 10; i += 1) expect(guard.message(permitted)).toBeNull();
  });

  test('an account is counted wherever it logs on and however its name is written', () => {
    const { guard } = guardWith({ accountMessagesPerHour: 2, messagesPerHour: 1 });
    expect(guard.message({ ...stranger, account: 'Anna' })).toBeNull();
    expect(guard.message({ address: '10.1.1.1', permitted: true, account: 'anna' })).toBeNull();
    expect(guard.message({ ...stranger, account: 'anna' })).toBe('limit-messages-per-account');
    expect(guard.message({ ...stranger, account: 'otto' })).toBeNull();
  });
});

describe('the log', () => {
  test('has a row for the first hit of an address, and one that says how many more there were', () => {
    const { guard, rows, lines } = guardWith({ sessionsPerAddress: 5 });
    const replies = [1, 2, 3].map(() =>
      guard.hit('limit-sessions-per-address', facts('203.0.113.7')),
    );
    expect(replies.map(({ text }) => text)).toEqual([
      'Too many sessions from your address (ref REF0001)',
      'Too many sessions from your address',
      'Too many sessions from your address',
    ]);
    expect(rows).toMatchObject([
      {
        kind: 'limit',
        verdict: 'reject',
        reason: 'limit-sessions-per-address',
        decidedBy: 'limit',
        rule: 'limit 5',
        enforcement: 7,
        peer: '203.0.113.7',
        reply: '421 4.7.0 Too many sessions from your address (ref REF0001)',
      },
    ]);
    expect(lines).toEqual([
      'NOQUEUE: reject: CONNECT from unknown[203.0.113.7]: 421 4.7.0 Too many sessions from your address (ref REF0001); limit 5; helo=<h?>',
    ]);
    vi.advanceTimersByTime(60_000);
    expect(rows[1]).toMatchObject({ rule: 'limit 5, hit 2 times more within a minute' });
    guard.hit('limit-sessions-per-address', facts('203.0.113.7'));
    guard.stop();
    expect(rows).toHaveLength(3);
    expect(guard.status().limited).toEqual([{ reason: 'limit-sessions-per-address', times: 4 }]);
    vi.advanceTimersByTime(3_600_000);
    expect(guard.status().limited).toEqual([]);
  });

  test('a flood from 100,000 networks makes some hundred rows a minute', () => {
    const { guard, rows } = guardWith({});
    for (let i = 0; i < 100_000; i += 1) {
      const network = `2001:db8:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}::1`;
      guard.hit('limit-sessions', facts(network));
    }
    vi.advanceTimersByTime(60_000);
    expect(rows).toHaveLength(101);
    expect(rows.at(-1)).toMatchObject({
      rule: 'limit 10,000, hit 99,900 times by this and other peers within a minute',
    });
  });

  test('says nothing of a reply where the peer could not be told', () => {
    const { guard, rows } = guardWith({});
    guard.hit('limit-handshake-time', facts('203.0.113.7'), false);
    expect(rows).toMatchObject([{ reply: '', rule: 'limit 60 s' }]);
  });
});
