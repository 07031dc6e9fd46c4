/**
 * References: the number of a decision through a fixed permutation of 35 bits, written as 7 characters
 * of Crockford base32. No collision, none used twice, and two neighbours do not look alike.
 */
const BITS = 35n;
const MASK = (1n << BITS) - 1n;
const HALF = 18n;
// Odd, so that multiplication modulo 2^35 can be undone.
const MULTIPLY = 0x2545f4915n;
const UNMULTIPLY = inverse(MULTIPLY);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 7;

/** The reference of a decision number from 0 to 2^35 - 1. */
export function referenceFromNumber(number: number): string {
  let value = (BigInt(number) * MULTIPLY) & MASK;
  value = ((value ^ (value >> HALF)) * MULTIPLY) & MASK;
  value ^= value >> HALF;
  let text = '';
  for (let i = LENGTH - 1; i >= 0; i -= 1) text += ALPHABET[Number((value >> BigInt(5 * i)) & 31n)];
  return text;
}

/** The decision number behind a reference; null for a text that is none. Reads as Crockford says: o is 0, i and l are 1. */
export function numberFromReference(text: string): number | null {
  const standard = text.trim().toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  if (standard.length !== LENGTH) return null;
  let value = 0n;
  for (const character of standard) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = (value << 5n) | BigInt(digit);
  }
  value ^= value >> HALF;
  value = (value * UNMULTIPLY) & MASK;
  value ^= value >> HALF;
  return Number((value * UNMULTIPLY) & MASK);
}

/** The inverse modulo 2^35 by Newton's iteration, which doubles the right bits each time. */
function inverse(odd: bigint): bigint {
  let result = odd;
  for (let i = 0; i < 6; i += 1) result = (result * (2n - odd * result)) & MASK;
  return result & MASK;
}
