import { describe, expect, test } from 'vitest';
import { outcomeText, progressText } from '../../../client/features/queues/action-text.js';
import { inOrder, nextTryText } from '../../../client/features/queues/destination-facts.js';
import { addressOf, filterOf, withFilter } from '../../../client/features/queues/filters.js';
import type { QueueDestination, QueueJob } from '../../../shared/api/queue.js';

const job: QueueJob = {
  id: 'j',
  action: 'retry',
  state: 'running',
  total: 41,
  done: 27,
  changed: 41,
  delivered: 19,
  deferred: 8,
  failed: 0,
};

describe('an action in words', () => {
  test('how far it is, with the parts of a retry, and from five seconds on how long it takes', () => {
    expect(progressText(job, 2)).toBe('Retrying 27 of 41: 19 delivered, 8 deferred again');
    expect(progressText({ ...job, done: 10 }, 10)).toContain(', about 31 s left');
    expect(progressText({ ...job, action: 'hold', total: 100_000 }, 1)).toBe(
      'Holding 27 of 100,000',
    );
  });

  test('what it did: exactly as many as it changed, and that it was stopped', () => {
    const hold = { ...job, action: 'hold', state: 'done', changed: 14 } as const;
    expect(outcomeText(hold, ' to example.net')).toBe('14 messages to example.net are held.');
    expect(outcomeText({ ...hold, state: 'stopped' }, '')).toBe('Stopped. 14 messages are held.');
    expect(outcomeText({ ...hold, changed: 0 }, '')).toContain('Nothing was held');
    expect(outcomeText({ ...hold, action: 'bounce', changed: 1 }, '')).toBe(
      '1 message is returned to its sender.',
    );
  });
});

describe('a view has an address', () => {
  test('that says the filters and the message, and nothing that the queue does not filter by', () => {
    const filter = { destination: '<inbound>', state: 'held', q: 'a&b' } as const;
    const address = addressOf(filter, '019A');
    expect(address).toBe('/queues/019A?destination=%3Cinbound%3E&state=held&q=a%26b');
    expect(filterOf(new URLSearchParams(address.split('?')[1]))).toEqual(filter);
    expect(filterOf(new URLSearchParams('state=frozen&color=red&q=%20'))).toEqual({});
    expect(withFilter(filter, 'state', '')).toEqual({ destination: '<inbound>', q: 'a&b' });
  });
});

describe('a destination', () => {
  const states = { active: 0, held: 0, deferred: 0, queued: 0 };
  const each = (key: string, part: Partial<QueueDestination>): QueueDestination => ({
    key,
    text: key,
    server: null,
    messages: 1,
    states,
    oldest: '2026-11-25T15:00:00Z',
    nextTry: null,
    lastReply: '',
    ...part,
  });
  const now = new Date('2026-11-25T15:02:00Z');

  test('is tried now, later, or when what is held is released', () => {
    expect(nextTryText(each('a', { states: { ...states, active: 1 } }), now)).toBe('now');
    expect(nextTryText(each('a', { states: { ...states, held: 1 } }), now)).toBe('when released');
    expect(nextTryText(each('a', { nextTry: '2026-11-25T15:10:00Z' }), now)).toContain('in 8 min');
  });

  test('keeps its place while the list is pointed at; a new one comes last', () => {
    const [a, b, c] = [each('a', {}), each('b', {}), each('c', {})];
    expect(inOrder([c, b, a], ['a', 'b']).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });
});
