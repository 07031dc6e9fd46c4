/**
 * Passwords that are made for devices: 100 bits by chance, which nobody can guess, so a plain SHA-256
 * keeps them as safe as argon2id would, and a logon with several of them costs no more than one.
 */
import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base32: no i, l, o or u to be misread from a printer's display. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 20;
const GROUP = 5;

/** Such as `4k9xq-0hbn2-r7t3m-wz6cd`. */
export function madePassword(): string {
  const letters = [...randomBytes(LENGTH)].map((octet) => LETTERS[octet % LETTERS.length]);
  const groups = [];
  for (let at = 0; at < LENGTH; at += GROUP) groups.push(letters.slice(at, at + GROUP).join(''));
  return groups.join('-');
}

/** Hex; the same however its groups and letters are typed. */
export function appPasswordHash(password: string): string {
  const typed = password.replace(/[\s-]/g, '').toLowerCase();
  return createHash('sha256').update(typed, 'utf8').digest('hex');
}
