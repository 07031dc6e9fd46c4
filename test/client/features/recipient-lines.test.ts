import { expect, test } from 'vitest';
import { readRecipientLines } from '../../../client/features/connections/recipient-lines.js';

test('each line is an address, in standard form and once', () => {
  const text = 'a@Example.com\r\n\n@sales.example.com # everybody\n# staff\n"b c"@example.com\n';
  expect(readRecipientLines(text, []).good).toEqual([
    'a@Example.com',
    '@sales.example.com',
    '"b c"@example.com',
  ]);
});

test('what the list has, or a line before, is counted as repeated', () => {
  const read = readRecipientLines('a@b.test\nc@b.test\nc@B.TEST', ['a@b.test']);
  expect([read.good, read.repeated]).toEqual([['c@b.test'], 2]);
});

test('a line that is no address is named with its number and left out', () => {
  const { good, wrong } = readRecipientLines('a@b.test\nnobody\n\n@\nx@y z', []);
  expect(good).toEqual(['a@b.test']);
  expect(wrong.map(({ number, text }) => [number, text])).toEqual([
    [2, 'nobody'],
    [4, '@'],
    [5, 'x@y z'],
  ]);
  expect(wrong[0]!.message).toContain('An address');
});
