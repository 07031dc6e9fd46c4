import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberFromReference, referenceFromNumber } from '../../../shared/smtp/reference.js';
import { replyToText, withReference } from '../../../shared/smtp/reply.js';

test('every number has its own reference, and the reference leads back to it', () => {
  const property = fc.property(fc.integer({ min: 0, max: 2 ** 35 - 1 }), (number) => {
    const ref = referenceFromNumber(number);
    expect(ref).toMatch(/^[0-9A-HJKMNP-TV-Z]{7}$/);
    expect(numberFromReference(ref)).toBe(number);
  });
  fc.assert(property, { numRuns: 5000 });
});

test('a reference read over the telephone is understood: o is 0, i and l are 1', () => {
  const ref = Array.from({ length: 1000 }, (_, i) => referenceFromNumber(i)).find((text) =>
    /[01]/.test(text),
  )!;
  const spoken = ref.replaceAll('0', 'o').replaceAll('1', 'l').toLowerCase();
  expect(numberFromReference(spoken)).toBe(numberFromReference(ref));
});

test('a reply is one line under 512 octets with its reference at the end, whatever the peer wrote', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
    const line = replyToText(withReference({ code: 550, enhanced: '5.7.1', text }, '7F3K2QX'));
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(510);
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line.endsWith(' (ref 7F3K2QX)')).toBe(true);
  });
  fc.assert(property, { numRuns: 1000 });
});
