import { expect, test } from 'vitest';
import { csvTable } from '../../../client/components/csv.js';

test('a table for a spreadsheet runs no formula, and keeps commas, quotes and line ends in their cells', () => {
  const row = [
    '=HYPERLINK("http://x")',
    '+1',
    '-1',
    '@a',
    '\t=1',
    ' =1',
    'a,b',
    'plain',
    '10.0.0.0/8',
  ];
  expect(csvTable([row])).toBe(
    `"'=HYPERLINK(""http://x"")",'+1,'-1,'@a,'\t=1,' =1,"a,b",plain,10.0.0.0/8\r\n`,
  );
});
