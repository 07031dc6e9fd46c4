import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkFromText, networkToCidr, networkToText } from '../../../shared/address/network.js';

const cidr = (text: string) => {
  const read = networkFromText(text);
  return read.ok ? networkToCidr(read.value) : read.message;
};
const offered = (text: string) => {
  const read = networkFromText(text);
  return read.ok ? null : read.suggestions;
};

describe('every form that administrators write is one network', () => {
  test.each([
    ['IP=1.1.1.0, MASK=255.255.255.0', '1.1.1.0/24'],
    ['ip=1.1.1.0,mask=255.255.255.0', '1.1.1.0/24'],
    ['1.1.1.0, MASK=255.255.255.0', '1.1.1.0/24'],
    ['IP=1.1.1.1', '1.1.1.1'],
    ['1.1.1.0/24', '1.1.1.0/24'],
    ['1.1.1.0 255.255.255.0', '1.1.1.0/24'],
    ['1.1.1.0;255.255.255.0', '1.1.1.0/24'],
    ['1.1.1.1', '1.1.1.1'],
    ['1.1.1.1/32', '1.1.1.1'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['  10.0.0.0/8  ', '10.0.0.0/8'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1'],
    ['IP=fd12::, MASK=ffff::', 'fd12::/16'],
  ])('%s', (text, expected) => expect(cidr(text)).toBe(expected));
});

describe('what would match nobody, or somebody else, is refused with the nearest valid form', () => {
  test.each([
    ['10.1.3.5/24', ['IP=10.1.3.0, MASK=255.255.255.0', 'IP=10.1.3.5, MASK=255.255.255.255']],
    [
      'IP=10.1.3.5, MASK=255.255.255.0',
      ['IP=10.1.3.0, MASK=255.255.255.0', 'IP=10.1.3.5, MASK=255.255.255.255'],
    ],
    [
      '123.123.123.123;255.255.255.123',
      ['IP=123.123.123.123, MASK=255.255.255.255', 'IP=123.123.123.0, MASK=255.255.255.0'],
    ],
    ['010.4.0.1', ['IP=10.4.0.1, MASK=255.255.255.255', 'IP=8.4.0.1, MASK=255.255.255.255']],
    ['010.0.0.0/8', ['IP=10.0.0.0, MASK=255.0.0.0', 'IP=8.0.0.0, MASK=255.0.0.0']],
    ['127.1', ['IP=127.0.0.1, MASK=255.255.255.255']],
    ['0x7f.1', ['IP=127.0.0.1, MASK=255.255.255.255']],
    ['2130706433', ['IP=127.0.0.1, MASK=255.255.255.255']],
    ['1.2.3', ['IP=1.2.0.3, MASK=255.255.255.255']],
    ['::ffff:10.0.0.0/104', ['IP=10.0.0.0, MASK=255.0.0.0']],
    ['::ffff:10.0.0.1', ['IP=10.0.0.1, MASK=255.255.255.255']],
    ['10.0.0.0/33', ['IP=10.0.0.0, MASK=255.255.255.255']],
    ['fe80::1%eth0', ['fe80::1']],
  ])('%s', (text, suggestions) => expect(offered(text)).toEqual(suggestions));

  test.each([
    '',
    'printers',
    '256.1.1.1',
    '1.1.1.1.1',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '1.1.1.0/24/24',
  ])('refused: %j', (text) => expect(networkFromText(text).ok).toBe(false));
});

test('what Gatepost writes, it reads back as the same network', () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
  const property = fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
    const read = networkFromText(`${address}/${prefix}`);
    const network = read.ok ? read.value : networkFromText(read.suggestions[0]!);
    if ('ok' in network) {
      expect(network.ok).toBe(true);
      return;
    }
    expect(networkFromText(networkToCidr(network))).toEqual({ ok: true, value: network });
    expect(networkFromText(networkToText(network))).toEqual({ ok: true, value: network });
  });
  fc.assert(property, { numRuns: 2000 });
});
