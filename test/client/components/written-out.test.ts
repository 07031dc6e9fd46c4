import { expect, test } from 'vitest';
import { writtenOut } from '../../../client/components/written-out.js';

test.each([
  ['plain text and Köln', 'plain text and Köln'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['a\u0000b', 'a\\u0000b'],
  ['a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['user\u202emoc.elpmaxe@', 'user\\u202emoc.elpmaxe@'],
  ['zero\u200bwidth', 'zero\\u200bwidth'],
  ['soft\u00adhyphen', 'soft\\u00adhyphen'],
  ['two\nlines', 'two\\u000alines'],
  ['a\u0301\u0302\u0303\u0304 is a letter', 'a\u0301\u0302\u0303\u0304 is a letter'],
  [
    'a\u0301\u0301\u0301\u0301\u0301\u0489 is none',
    'a\u0301\u0301\u0301\u0301\\u0301\\u0489 is none',
  ],
  ['lone \ud800 half', 'lone \\ud800 half'],
])('%j is shown as %s', (text, shown) => {
  expect(writtenOut(text)).toBe(shown);
});
