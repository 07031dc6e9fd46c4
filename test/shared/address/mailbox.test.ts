import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailboxFromText, mailboxToText } from '../../../shared/address/mailbox.js';

const read = (text: string) => {
  const result = mailboxFromText(text, 'example.com');
  return result.ok ? mailboxToText(result.value) : null;
};

describe('accepted forms', () => {
  test.each([
    ['<a@b.test>', 'a@b.test'],
    ['a@b.test', 'a@b.test'],
    ['User@EXAMPLE.Com', 'User@EXAMPLE.Com'],
    ['postmaster', 'postmaster@example.com'],
    ['@one.test,@two.test:user@three.test', 'user@three.test'],
    ['"john smith"@example.com', '"john smith"@example.com'],
    ['"a@b"@c.test', '"a@b"@c.test'],
    ['"a\\"b"@c.test', '"a\\"b"@c.test'],
    ['user.@printer.test', 'user.@printer.test'],
    ['a%b@c.test', 'a%b@c.test'],
    ['u@[192.0.2.1]', 'u@[192.0.2.1]'],
    ['u@[IPv6:2001:db8::1]', 'u@[IPv6:2001:db8::1]'],
    ['u@bücher.test', 'u@xn--bcher-kva.test'],
    ['u@xn--bcher-kva.test', 'u@xn--bcher-kva.test'],
    ['u@_dmarc.test', 'u@_dmarc.test'],
    ['constructor@__proto__.test', 'constructor@__proto__.test'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('refused forms', () => {
  test.each([
    ['two unquoted @', 'a@b@c.test'],
    ['comma', 'a,b@c.test'],
    ['blank', 'a b@c.test'],
    ['control', 'a\u0001b@c.test'],
    ['control inside quotes', '"a\r\nb"@c.test'],
    ['empty local part', '@c.test'],
    ['empty', '<>'],
    ['empty domain', 'a@'],
    ['trailing dot', 'a@c.test.'],
    ['leading dot', 'a@.c.test'],
    ['empty label', 'a@c..test'],
    ['long label', `a@${'x'.repeat(64)}.test`],
    ['long domain', `a@${'x.'.repeat(127)}test`],
    ['full-width letters', 'a@ｅxample.com'],
    ['soft hyphen', 'a@exam\u00adple.com'],
    ['zero-width joiner', 'a@exam\u200dple.com'],
    ['upper case outside ASCII', 'a@BÜCHER.test'],
    ['A-label that does not encode back', 'a@xn--a.test'],
    ['A-label of a full-width name', 'a@xn--xample-hy68a.test'],
    ['unclosed quotes', '"a@c.test'],
    ['quotes in the middle', 'a"b"c@d.test'],
    ['octal literal', 'a@[010.0.0.1]'],
    ['literal without brackets closed', 'a@[10.0.0.1'],
    ['not UTF-8', 'a\ufffd@c.test'],
  ])('%s', (_, text) => expect(read(text)).toBeNull());
});

test('an accepted address reads back as itself, whatever was put in', () => {
  const property = fc.property(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.domain(),
    (local, domain) => {
      const once = read(`${local}@${domain}`);
      if (once === null) return;
      expect(read(once)).toBe(once);
      expect(once).not.toMatch(/[\p{Cc}]/u);
    },
  );
  fc.assert(property, { numRuns: 5000 });
});
