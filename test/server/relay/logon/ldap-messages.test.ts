/** Answers of an LDAP server that are none: not one of them reaches the library, which would never end. Threats: T6. */
import { describe, expect, test } from 'vitest';
import { berElement } from '../../../../server/relay/logon/ber.js';
import { LdapMessages } from '../../../../server/relay/logon/ldap-messages.js';
import { ldapResult } from '../../../support/store-talk.js';

const NO_SERVER = 'What answers there is no LDAP server.';
const id = berElement(0x02, Buffer.of(1));
const text = (value: string) => berElement(0x04, Buffer.from(value));
const message = (...parts: Buffer[]) => berElement(0x30, ...parts);
const attribute = (...values: string[]) =>
  berElement(0x30, text('mail'), berElement(0x31, ...values.map(text)));
const entry = (...parts: Buffer[]) => message(id, berElement(0x64, ...parts));

function take(...chunks: Buffer[]): Buffer[] {
  const messages = new LdapMessages(64 * 1024);
  return chunks.flatMap((chunk) => messages.take(chunk));
}

describe('what is sound is handed on', () => {
  const found = entry(text('uid=anna'), berElement(0x30, attribute('a@b.test', 'c@d.test')));
  const reference = message(id, berElement(0x73, text('ldap://other.test')));

  test.each([
    ['the result of a bind', ldapResult(1, 0x61, 49, 'no')],
    ['the end of a search', ldapResult(2, 0x65, 0)],
    ['an entry', found],
    ['an entry without attributes', entry(text('uid=anna'), berElement(0x30))],
    ['a reference', reference],
  ])('%s, in whatever pieces it comes', (_, sound) => {
    expect(take(sound)).toEqual([sound]);
    expect(take(...Array.from(sound, (octet) => Buffer.of(octet)))).toEqual([sound]);
    expect(take(Buffer.concat([sound, sound]))).toEqual([sound, sound]);
  });

  test('in another form of lengths, and without controls, referrals and SASL', () => {
    const short = Buffer.from([0x30, 0x0c, 2, 1, 1, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0]);
    expect(take(short)).toEqual([ldapResult(1, 0x61, 0)]);
    const [code, empty] = [berElement(0x0a, Buffer.of(0)), text('')];
    const full = berElement(
      0x61,
      code,
      empty,
      empty,
      berElement(0xa3, text('ldap://x')),
      text('sasl'),
    );
    const controls = berElement(0xa0, message(text('2.16.840.1.113730.3.4.4')));
    expect(take(message(id, full, controls))).toEqual([ldapResult(1, 0x61, 0)]);
  });
});

test.each([
  // The library looked for the rest of this one until there was no more memory.
  ['a text that is longer than its message', Buffer.from('300c02010161070a013104000443', 'hex')],
  ['an entry that ends behind its name', entry(text('uid=anna'))],
  [
    'an entry whose attribute has no values',
    entry(text('u'), berElement(0x30, berElement(0x30, text('mail')))),
  ],
  [
    'an attribute that is longer than the entry',
    entry(text('u'), Buffer.from([0x30, 4, 0x30, 9, 4, 0])),
  ],
  ['a reference to nowhere', message(id, berElement(0x73))],
  ['a message without an operation', message(id)],
  ['an operation that nobody asked for', ldapResult(1, 0x78, 0)],
  ['a message without a number', message(ldapResult(1, 0x61, 0))],
  ['a number of nothing', message(berElement(0x02), berElement(0x61))],
  ['a result without its texts', message(id, berElement(0x61, berElement(0x0a, Buffer.of(0))))],
  ['lengths without an end', Buffer.from([0x30, 0x80, 0, 0])],
  ['another protocol', Buffer.from('* OK ready\r\n')],
])('%s is refused', (_, bad) => {
  expect(() => take(bad)).toThrow(NO_SERVER);
});

test('more than was asked for is refused, as soon as it is announced', () => {
  expect(() => take(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]))).toThrow(
    'more than was asked',
  );
  expect(() => take(...Array<Buffer>(100).fill(ldapResult(1, 0x65, 0, 'x'.repeat(1000))))).toThrow(
    'more than was asked',
  );
});
