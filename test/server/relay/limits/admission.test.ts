import { describe, expect, test } from 'vitest';
import { Admission } from '../../../../server/relay/limits/admission.js';
import { WindowCounts } from '../../../../server/relay/limits/window-counts.js';
import type { Admitted } from '../../../../server/relay/smtp/front.js';
import { FIRST_LIMITS, type LimitSettings } from '../../../../shared/api/limits.js';

function admission(part: Partial<LimitSettings>, now?: () => number) {
  return new Admission(() => ({ ...FIRST_LIMITS, ...part }), now);
}

const letIn = (answer: Admitted | string): Admitted => {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};

describe('sessions', () => {
  test('one address has so many at a time, and another one is not held up by that', () => {
    const door = admission({ sessionsPerAddress: 2 });
    const first = letIn(door.enter('192.0.2.1', false));
    letIn(door.enter('192.0.2.1', false));
    expect(door.enter('192.0.2.1', false)).toBe('limit-sessions-per-address');
    letIn(door.enter('192.0.2.2', false));
    first.leave();
    first.leave();
    letIn(door.enter('192.0.2.1', false));
    expect(door.enter('192.0.2.1', false)).toBe('limit-sessions-per-address');
  });

  test('a whole /64 of IPv6 counts as one address', () => {
    const door = admission({ sessionsPerAddress: 1 });
    letIn(door.enter('2001:db8::1', false));
    expect(door.enter('2001:db8::ffff:2', false)).toBe('limit-sessions-per-address');
    letIn(door.enter('2001:db8:0:1::1', false));
  });

  test('a permitted peer is not counted by its address', () => {
    const door = admission({ sessionsPerAddress: 1, connectionsPerMinute: 1 });
    for (let i = 0; i < 50; i += 1)
      expect(letIn(door.enter('192.0.2.1', true)).permitted).toBe(true);
    expect(door.sessions()).toEqual({ permitted: 50, others: 0 });
  });

  test('strangers leave the reserve free, and only permitted peers come into it', () => {
    const door = admission({ sessions: 5, reserve: 2 });
    for (let i = 1; i <= 3; i += 1) letIn(door.enter(`192.0.2.${i}`, false));
    expect(door.enter('192.0.2.4', false)).toBe('limit-sessions');
    letIn(door.enter('10.0.0.1', true));
    letIn(door.enter('10.0.0.1', true));
    expect(door.enter('10.0.0.1', true)).toBe('limit-sessions');
  });

  test('who logs on is counted among the permitted ones, and makes room for its address', () => {
    const door = admission({ sessionsPerAddress: 1 });
    const session = letIn(door.enter('192.0.2.1', false));
    session.trust();
    expect(door.sessions()).toEqual({ permitted: 1, others: 0 });
    letIn(door.enter('192.0.2.1', false));
    session.leave();
    expect(door.sessions()).toEqual({ permitted: 0, others: 1 });
  });

  test('0 is no limit', () => {
    const door = admission({ sessionsPerAddress: 0, connectionsPerMinute: 0 });
    for (let i = 0; i < 1000; i += 1) letIn(door.enter('192.0.2.1', false)).leave();
  });
});

describe('connections within a minute', () => {
  test('are counted from the first one on, and a refused one does not prolong the wait', () => {
    let now = 0;
    const door = admission({ connectionsPerMinute: 3 }, () => now);
    for (let i = 0; i < 3; i += 1) letIn(door.enter('192.0.2.1', false)).leave();
    now = 59_999;
    expect(door.enter('192.0.2.1', false)).toBe('limit-connections-per-address');
    now = 60_000;
    letIn(door.enter('192.0.2.1', false)).leave();
  });

  test('a flood of 150,000 networks takes bounded memory, and whoever came with it is still counted', () => {
    let now = 0;
    const counts = new WindowCounts(60_000, { now: () => now });
    for (let i = 0; i < 150_000; i += 1) {
      counts.take(`2001:db8:${i.toString(16)}::/64`, 10);
    }
    expect(counts.size).toBeLessThanOrEqual(100_000);
    for (let i = 0; i < 5; i += 1) counts.take('192.0.2.2', 5);
    expect(counts.take('192.0.2.2', 5)).toBe(false);
    now = 60_000;
    expect(counts.take('192.0.2.2', 5)).toBe(true);
    now = 120_000;
    counts.take('192.0.2.2', 5);
    now = 180_000;
    counts.take('192.0.2.2', 5);
    expect(counts.size).toBeLessThan(10);
  });
});
