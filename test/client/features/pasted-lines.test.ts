import { expect, test } from 'vitest';
import { readLines } from '../../../client/address-list/pasted-lines.js';

const read = (text: string, known: string[] = []) => readLines('network', text.split('\n'), known);

test('every accepted form of a network is read, and what it becomes is said', () => {
  const lines = read('10.2.0.0 255.255.0.0\nIP=10.3.0.0, MASK=255.255.0.0\n10.4.0.0/16\n10.5.0.1');
  expect(lines.map(({ state, value }) => [state, value])).toEqual([
    ['good', '10.2.0.0/16'],
    ['good', '10.3.0.0/16'],
    ['good', '10.4.0.0/16'],
    ['good', '10.5.0.1'],
  ]);
  expect(lines[0]?.remark).toBe('becomes IP=10.2.0.0, MASK=255.255.0.0');
  expect(lines[1]?.remark).toBe('');
});

test('a line that the list has already, or that came before, is repeated', () => {
  const lines = read('10.1.2.0/24\n10.9.0.0/16\n10.9.0.0 255.255.0.0', ['10.1.2.0/24']);
  expect(lines.map(({ state }) => state)).toEqual(['repeated', 'good', 'repeated']);
});

test('a line with host bits set would match nobody: it is left out, the nearest forms are offered', () => {
  const [line] = read('10.1.3.5/24');
  expect(line?.state).toBe('wrong');
  expect(line?.remark).toContain('match nobody');
  expect(line?.suggestions).toContain('IP=10.1.3.0, MASK=255.255.255.0');
});

test('empty lines and remarks are passed over', () => {
  expect(read('\n# the office\n10.1.2.0/24 # printers\n')).toMatchObject([
    { number: 2, state: 'good', value: '10.1.2.0/24' },
  ]);
});

test('a network is no address of this host', () => {
  const [line] = readLines('address', ['10.0.0.0/8'], []);
  expect(line?.state).toBe('wrong');
});

test('lines in every form are read beside each other, with a note where CSV has one', () => {
  const lines = readLines(
    'network',
    [
      'IP=10.1.0.0, MASK=255.255.0.0',
      '10.2.0.0/16',
      '10.3.0.0/16,printers on floor 3',
      '10.4.0.0,255.255.0.0,"the office"',
      '10.5.0.1;scanner;hall',
      '10.2.0.0 255.255.0.0',
      '2001:db8::/32\tlab',
      'no address,at all',
      '# a remark',
    ],
    [],
  );
  expect(lines.map(({ state, value, note }) => [state, value, note])).toEqual([
    ['good', '10.1.0.0/16', ''],
    ['good', '10.2.0.0/16', ''],
    ['good', '10.3.0.0/16', 'printers on floor 3'],
    ['good', '10.4.0.0/16', 'the office'],
    ['good', '10.5.0.1', 'scanner, hall'],
    ['repeated', '10.2.0.0/16', ''],
    ['good', '2001:db8::/32', 'lab'],
    ['wrong', '', ''],
  ]);
});
