/** Secrets that open something by themselves: cookies, links, tokens. 256 bits by chance; only a hash is kept. */
import { createHash, randomBytes } from 'node:crypto';

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, hex: a stolen database opens nothing. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
