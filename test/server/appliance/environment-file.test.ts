import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentFromText } from '../../../server/appliance/environment-file.js';
import { readEnvironment } from '../../../server/environment.js';

test.each([
  ['A=b', { A: 'b' }],
  ['# A=b\n; C=d\n\nnothing\nE=f', { E: 'f' }],
  ['  A = b c  \n', { A: 'b c' }],
  ['A=', { A: '' }],
  ['A="b # c"\nD=e # f', { A: 'b # c', D: 'e # f' }],
  ["A='$b `c` \\d'", { A: '$b `c` \\d' }],
  ['A="\\"\\\\\\$x\\y"', { A: '"\\$x\\y' }],
  ['A=b\\\nc\nD=e', { A: 'bc', D: 'e' }],
  ['A="b\nc"\nD=e', { A: 'b\nc', D: 'e' }],
  ['A=$(id)`id`', { A: '$(id)`id`' }],
  ['A=1\nA=2', { A: '2' }],
  ['A="b', { A: 'b' }],
  ['1A=b\nA B=c', {}],
])('%j is read as systemd reads it', (text, values) => {
  expect(environmentFromText(text)).toEqual(values);
});

test('the settings that are installed are good, and open what a mail server opens', () => {
  const path = join(import.meta.dirname, '../../../server/appliance/debian/gatepost.conf');
  const { data, run, smtp, submission, smtps, console } = readEnvironment(
    environmentFromText(readFileSync(path, 'utf8')),
  );
  const texts = [...smtp, ...submission, ...smtps, console].map((each) => each?.text);
  expect([data, run, ...texts]).toEqual([
    '/var/lib/gatepost',
    '/run/gatepost',
    '[::]:25',
    '[::]:587',
    '[::]:465',
    '127.0.0.1:8025',
  ]);
});
