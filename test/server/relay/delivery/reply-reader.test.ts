/** Threats: T7. */
import { expect, test } from 'vitest';
import {
  hopReplyToText,
  ReplyReader,
  type HopReply,
} from '../../../../server/relay/delivery/reply-reader.js';

function read(...chunks: (string | Buffer)[]): HopReply[] {
  const reader = new ReplyReader();
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  const replies: HopReply[] = [];
  for (let reply = reader.take(); reply; reply = reader.take()) replies.push(reply);
  return replies;
}

const STREAM = '220 hello\r\n250-one\r\n250-two\r\n250 three\r\n550 5.1.1 no\n354\r\n';
const REPLIES = [
  { code: 220, lines: ['hello'] },
  { code: 250, lines: ['one', 'two', 'three'] },
  { code: 550, lines: ['5.1.1 no'] },
  { code: 354, lines: [''] },
];

test('replies are the same whatever pieces they come in', () => {
  expect(read(STREAM)).toEqual(REPLIES);
  for (let at = 1; at < STREAM.length; at += 1) {
    expect(read(STREAM.slice(0, at), STREAM.slice(at))).toEqual(REPLIES);
  }
  expect(read(...STREAM)).toEqual(REPLIES);
});

test('a multi-line reply is one text', () => {
  expect(hopReplyToText(REPLIES[1]!)).toBe('250 one two three');
});

test.each([
  ['a greeting of another protocol', 'HTTP/1.1 400 Bad Request\r\n'],
  ['an empty line', '\r\n'],
  ['binary garbage', Buffer.from([0x16, 3, 1, 0, 10, 255])],
  ['a code that is none', '199 x\r\n'],
  ['a code without a blank', '250x\r\n'],
])('%s is no reply', (_, garbage) => {
  expect(() => read(garbage, '\n')).toThrow(/reply/);
});

test('a reply that never ends is cut off: by lines, by the length of a line, by number', () => {
  expect(() => read(...Array<string>(1000).fill('250-more\r\n'))).toThrow('too many lines');
  expect(() => read(...Array<string>(10_000).fill('x'))).toThrow('too long');
  expect(() => read('250 ok\r\n'.repeat(1000))).toThrow('too many replies');
});

test('half a reply is noticed: nothing may stand before TLS begins', () => {
  const reader = new ReplyReader();
  expect(reader.isEmpty).toBe(true);
  reader.push(Buffer.from('220 go\r\n2'));
  reader.take();
  expect(reader.isEmpty).toBe(false);
});
