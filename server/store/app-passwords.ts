/**
 * Passwords that are made for devices: 100 bits by chance, which nobody can guess, so a plain SHA-256
 * keeps them as safe as argon2id would, and a logon with several of them costs no more than one.
 */
import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base32: no i, l, o or u to be misread from a printer's display. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 4;
const GROUP = 5;

/** Such as `4k9xq-0hbn2-r7t3m-wz6cd`; each group is worth 25 bits. */
export function madePassword(count = GROUPS): string {
  const length = count * GROUP;
  const letters = [...randomBytes(length)].map((octet) => LETTERS[octet % LETTERS.length]);
  const groups = [];
  for (let at = 0; at < length; at += GROUP) groups.push(letters.slice(at, at + GROUP).join(''));
  return groups.join('-');
}

/** Hex; the same however its groups and letters are typed. */
export function appPasswordHash(password: string): string {
  const typed = password.replace(/[\s-]/g, '').toLowerCase();
  return createHash('sha256').update(typed, 'utf8').digest('hex');
}
