/** What a spreadsheet makes of a line of ours. Threats: T17. */
import { expect, test } from 'vitest';
import { csvLine } from '../../../shared/api/csv.js';

test('no field is a formula, and commas, quotes and line ends stay in their fields', () => {
  const fields = [
    '=HYPERLINK("http://x")',
    '+1',
    '-1',
    '@a',
    '\t=1',
    ' =1',
    '\uff1d1',
    'a,b',
    'a-b',
    '10.0.0.0/8',
  ];
  expect(csvLine(fields)).toBe(
    `"'=HYPERLINK(""http://x"")",'+1,'-1,'@a,'\t'=1,' =1,'\uff1d1,"a,b",a-b,10.0.0.0/8\r\n`,
  );
});

test('nor where the spreadsheet separates cells by semicolons or tabs', () => {
  expect(csvLine(['a;=1;b', 'a\t@b', 'a\n+1', 'a;"=1"', 'a;b'])).toBe(
    `a;'=1;b,a\t'@b,"a\n'+1","a;""'=1""",a;b\r\n`,
  );
});
