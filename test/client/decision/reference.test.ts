import { expect, test } from 'vitest';
import { referenceIn } from '../../../client/decision/reference.js';

test.each([
  ['7F3K2QX', '7F3K2QX'],
  [' 7f3k2qx ', '7F3K2QX'],
  ['ref 7F3K2QX', '7F3K2QX'],
  ['(ref 7F3K2QX)', '7F3K2QX'],
  ['7F3KOQX', '7F3K0QX'],
  ['ABCDEFG', 'ABCDEFG'],
  ['ref abcdefg', 'ABCDEFG'],
])('%s is a reference', (text, reference) => {
  expect(referenceIn(text)).toBe(reference);
});

test.each(['example', 'printer', '7F3K2Q', '7F3K2QXX', '10.1.2.3', 'a@b.com', ''])(
  '“%s” is looked for in the log instead',
  (text) => {
    expect(referenceIn(text)).toBeNull();
  },
);
