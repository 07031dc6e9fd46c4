import fc from 'fast-check';
import { expect, test } from 'vitest';
import { octetsText, readOctets, sizeText } from '../../../shared/address/octets-text.js';

test.each([
  [0, '0 B'],
  [900, '900 B'],
  [4096, '4 KiB'],
  [8_598_323, '8.2 MiB'],
  [217_088, '212 KiB'],
  [3 * 1024 ** 3, '3 GiB'],
])('in a list %i octets are %s', (octets, text) => {
  expect(sizeText(octets)).toBe(text);
});

test.each([
  ['50 MiB', 52_428_800],
  ['50mb', 52_428_800],
  ['1.5 m', 1_572_864],
  ['64 KiB', 65_536],
  ['0', 0],
])('%s is read', (text, octets) => {
  expect(readOctets(text)).toEqual({ ok: true, value: octets });
});

test('a number without a unit is asked about, not guessed', () => {
  expect(readOctets('50')).toMatchObject({ ok: false, suggestions: ['50 MiB'] });
  expect(readOctets('50 bushels').ok).toBe(false);
  expect(readOctets('-1 MiB').ok).toBe(false);
});

test('what a field shows is read back as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (octets) => {
      expect(readOctets(octetsText(octets))).toEqual({ ok: true, value: octets });
    }),
  );
});
