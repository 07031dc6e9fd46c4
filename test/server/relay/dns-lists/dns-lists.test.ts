/**
 * What DNS lists say of a peer, with a resolver that answers as it is told and a clock that is set by hand.
 * Threats: T30.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DnsLists } from '../../../../server/relay/dns-lists/dns-lists.js';
import { questionName } from '../../../../server/relay/dns-lists/question-name.js';
import type { Answer, ListNames } from '../../../../server/relay/delivery/resolver.js';
import { ipFromText } from '../../../../shared/address/ip.js';
import { dnsListsSchema } from '../../../../shared/api/dns-lists.js';
import { listedReply } from '../../../../shared/smtp/replies.js';
import { replyToText, withReference } from '../../../../shared/smtp/reply.js';

const PEER = '203.0.113.7';
const LISTENER = '0.0.0.0:25';
const NONE = { refusedBy: null, noted: [] };

type Record = { readonly address: string; readonly ttl: number };
/** Addresses with their TTL; `silence`: no answer at all; any other text: a fault of that name. */
type Said = readonly Record[] | 'silence' | (string & {});

const listed = (address = '127.0.0.2', ttl = 300): Said => [{ address, ttl }];

class ScriptedNames implements ListNames {
  readonly asked: string[] = [];
  said: { [name: string]: Said } = {};
  text: string | 'silence' | null = null;

  holding(name: string): Promise<Answer<readonly Record[]>> {
    this.asked.push(name);
    const said = this.said[name] ?? this.said['*'];
    if (said === 'silence') return new Promise(() => undefined);
    if (said === undefined) return Promise.resolve({ kind: 'no-name' });
    if (typeof said === 'string') return Promise.resolve({ kind: 'fault', why: said });
    return Promise.resolve({ kind: 'found', value: said });
  }

  texts(): Promise<Answer<readonly string[]>> {
    if (this.text === 'silence') return new Promise(() => undefined);
    if (this.text === null) return Promise.resolve({ kind: 'none' });
    return Promise.resolve({ kind: 'found', value: [this.text] });
  }
}

function listsOf(...input: readonly object[]) {
  const names = new ScriptedNames();
  const lines: string[] = [];
  const settings = dnsListsSchema.parse(input);
  const lists = new DnsLists({ lists: () => settings, names, log: (line) => lines.push(line) });
  const found = (peer = PEER, listener = LISTENER) => lists.ask(peer, listener).found();
  return { lists, names, lines, found };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the question', () => {
  test.each([
    [PEER, '7.113.0.203.zen.test'],
    ['0.0.0.0', '0.0.0.0.zen.test'],
    ['2001:db8::25', `5.2.${'0.'.repeat(22)}8.b.d.0.1.0.0.2.zen.test`],
  ])('of %s has the name that RFC 5782 gives it', (address, name) => {
    expect(questionName(ipFromText(address)!, 'zen.test')).toBe(name);
  });

  test('is asked when a peer connects, once for all that wait, and not on other listeners', async () => {
    const { lists, names } = listsOf({ zone: 'zen.test', listeners: [LISTENER] });
    names.said = { '*': listed() };
    const first = lists.ask(PEER, LISTENER);
    const second = lists.ask(`::ffff:${PEER}`, LISTENER);
    expect(names.asked).toEqual(['7.113.0.203.zen.test']);
    expect(await first.found()).toEqual({ refusedBy: { name: 'zen.test', said: null }, noted: [] });
    expect(await second.found()).toEqual(await first.found());
    expect(lists.ask(PEER, '10.0.0.1:25').found()).toEqual(NONE);
    expect(lists.ask('no address', LISTENER).found()).toEqual(NONE);
  });
});

describe('what lists say together', () => {
  test('the first that refuses is named; one that only notes refuses nobody, one that allows is above all', async () => {
    const zones = [
      { zone: 'noted.test', action: 'log' },
      { zone: 'key.first.test', name: 'first.test' },
      { zone: 'second.test' },
      { zone: 'good.test', action: 'allow' },
    ];
    const { names, found } = listsOf(...zones);
    names.said = {
      '7.113.0.203.noted.test': listed(),
      '7.113.0.203.key.first.test': listed(),
      '7.113.0.203.second.test': listed(),
    };
    names.text = 'https://first.test/7';
    expect(await found()).toEqual({
      refusedBy: { name: 'first.test', said: 'https://first.test/7' },
      noted: ['noted.test', 'second.test'],
    });
    names.said = { '8.113.0.203.noted.test': listed() };
    expect(await found('203.0.113.8')).toEqual({ refusedBy: null, noted: ['noted.test'] });
    names.said = { '*': listed() };
    expect(await found('203.0.113.9')).toMatchObject({ refusedBy: null });
  });

  test.each([
    ['127.0.0.2', true],
    ['127.0.0.3', false],
    ['127.0.0.7', true],
    ['127.0.0.8', false],
  ])('only answers that count list: %s', async (answer, isListed) => {
    const { names, found } = listsOf({ zone: 'zen.test', answers: ['127.0.0.2', '127.0.0.4/30'] });
    names.said = { '*': listed(answer) };
    expect((await found()).refusedBy !== null).toBe(isListed);
  });
});

describe('answers are kept', () => {
  test.each([
    ['a listing as long as it holds', listed('127.0.0.2', 300), 300],
    ['one that holds for a second, a minute', listed('127.0.0.2', 1), 60],
    ['one that holds for a week, an hour', listed('127.0.0.2', 604_800), 3600],
  ])('%s', async (_, said, seconds) => {
    const { names, found } = listsOf({ zone: 'zen.test' });
    names.said = { '*': said };
    const first = await found();
    vi.advanceTimersByTime(seconds * 1000 - 1);
    expect(found()).toEqual(first); // at once
    vi.advanceTimersByTime(1);
    expect(found()).toBeInstanceOf(Promise);
    expect(names.asked).toHaveLength(2);
  });

  test('that there is none, for five minutes', async () => {
    const { names, found } = listsOf({ zone: 'zen.test' });
    expect(await found()).toEqual(NONE);
    vi.advanceTimersByTime(299_999);
    expect(found()).toEqual(NONE);
    vi.advanceTimersByTime(1);
    names.said = { '*': listed() };
    expect(await found()).toMatchObject({ refusedBy: { name: 'zen.test' } });
  });
});

describe('a list that does not answer', () => {
  test('holds a peer up for two seconds, once; then it is left out, longer each time, and asked again', async () => {
    const { lists, names, lines, found } = listsOf({ zone: 'slow.test', name: 'slow' });
    names.said = { '*': 'silence' };
    for (const minutes of [1, 2, 4, 8, 16, 30, 30]) {
      const waiting = found();
      await vi.advanceTimersByTimeAsync(1999);
      expect(await Promise.race([waiting, 'waits'])).toBe('waits');
      await vi.advanceTimersByTimeAsync(1);
      expect(await waiting).toEqual(NONE);
      const until = new Date(Date.now() + minutes * 60_000).toISOString();
      const fault = { name: 'slow', problem: 'no answer within 2 s', until };
      expect(lists.status()).toEqual([fault]);
      expect(lines.at(-1)).toContain('DNS list slow: left out for a while: no answer');
      vi.advanceTimersByTime(minutes * 60_000 - 1);
      expect(found()).toEqual(NONE); // nobody is asked
      vi.advanceTimersByTime(1);
    }
    names.said = { '*': listed() };
    expect(await found()).toMatchObject({ refusedBy: { name: 'slow' } });
    expect(lists.status()).toEqual([]);
  });

  test('hundreds who come at the same time wait together, and it is said once', async () => {
    const { names, lines, found } = listsOf({ zone: 'slow.test' });
    names.said = { '*': 'silence' };
    const waiting = Array.from({ length: 600 }, (_, i) => found(`10.0.${i >> 8}.${i & 255}`));
    expect(names.asked).toHaveLength(500);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => NONE));
    expect(lines).toHaveLength(1);
  });

  test('a listing whose text does not come is one without a text', async () => {
    const { names, found } = listsOf({ zone: 'zen.test' });
    names.said = { '*': listed() };
    names.text = 'silence';
    const waiting = found();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await waiting).toMatchObject({ refusedBy: { name: 'zen.test', said: null } });
  });

  test('one question that fails is nothing; three in a row are', async () => {
    const { lists, names, found } = listsOf({ zone: 'zen.test' });
    names.said = { '*': 'ESERVFAIL' };
    for (const peer of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) {
      expect(lists.status()).toEqual([]);
      expect(await found(peer)).toEqual(NONE);
    }
    expect(lists.status()).toMatchObject([{ problem: 'the question failed (ESERVFAIL)' }]);
  });

  test.each([
    ['127.255.255.254', 'it does not answer us (127.255.255.254)'],
    ['203.0.113.80', 'it answers as no list does (203.0.113.80)'],
  ])('an answer %s is a fault of the question and never a listing', async (answer, problem) => {
    const { lists, names, found } = listsOf({ zone: 'zen.test' });
    names.said = { '*': [...(listed() as Record[]), { address: answer, ttl: 60 }] };
    expect(await found()).toEqual(NONE);
    expect(lists.status()).toMatchObject([{ name: 'zen.test', problem }]);
  });
});

test('the reply is one line under 512 octets, with the reference, whatever a list says', () => {
  const said = `\r\n250 ok\u202e ${'é'.repeat(1000)}`;
  const text = replyToText(withReference(listedReply(PEER, 'zen.test', said), 'ABCDEFG'));
  expect(text).toMatch(
    /^550 5\.7\.1 Service unavailable; \[203\.0\.113\.7\] is listed by zen\.test: \?\?250 ok\? é+ \(ref ABCDEFG\)$/,
  );
  expect(Buffer.byteLength(text)).toBeLessThan(510);
});

describe('the setting', () => {
  const issues = (...input: readonly object[]) => {
    const read = dnsListsSchema.safeParse(input);
    return read.success
      ? []
      : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  test('takes a zone as it is written everywhere', () => {
    expect(dnsListsSchema.parse([{ zone: ' ZEN.Spamhaus.org. ' }])).toEqual([
      { zone: 'zen.spamhaus.org', action: 'refuse', answers: [] },
    ]);
    expect(issues()).toEqual([]);
  });

  test.each([
    [[{ zone: '' }], '0.zone: Enter the zone of the list.'],
    [[{ zone: 'a.test' }, { zone: 'A.test.' }], '1.zone: Another one is called so.'],
    [[{ zone: 'a.test' }, { zone: 'b.test', name: 'a.test' }], '1.name: Another one is called so.'],
    [
      [{ zone: 'a.test', answers: ['10.0.0.1'] }],
      '0.answers.0: Lists answer with addresses of 127.0.0.0/8.',
    ],
    [[{ zone: 'a.test', name: 'a b\r\n' }], '0.name: Letters, digits, dots and hyphens.'],
    [[{ zone: 'a.test', listeners: [] }], '0.listeners: One at least.'],
  ])('refuses %j', (input, issue) => {
    expect(issues(...input)).toEqual([issue]);
  });
});
