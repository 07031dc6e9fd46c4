/**
 * Addresses that Gatepost never connects to, however they are written.
 * Threats: T26.
 */
import { expect, test } from 'vitest';
import { isOffLimits, offLimitsText } from '../../../shared/address/off-limits.js';

test.each([
  '169.254.169.254',
  '169.254.0.1',
  '::ffff:169.254.169.254',
  '::FFFF:a9fe:a9fe',
  '[fe80::1]',
  'fe80::1%eth0',
  'febf::1',
  'fd00:ec2::254',
  'fd00:0ec2:0::254',
  'fd20:ce::254',
  '64:ff9b::169.254.169.254',
  '100.100.100.200',
])('%s', (text) => {
  expect(isOffLimits(text)).toBe(true);
  expect(offLimitsText(text)).toMatch(/is a link-local or cloud metadata address/);
});

test.each([
  '127.0.0.1',
  '10.0.0.5',
  '192.168.1.1',
  '169.253.0.1',
  'fd00:ec2::253',
  'fec0::1',
  '::1',
])('%s may be a next hop', (text) => expect(isOffLimits(text)).toBe(false));

test.each(['', 'mail.example.com', '169.254.169', '[]'])('%s is a name or nothing', (text) =>
  expect(isOffLimits(text)).toBe(false),
);
