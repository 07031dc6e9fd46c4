/** A stored secret that is to be used now. */
import { AppError } from '../../shared/api/errors.js';
import type { Secret } from '../../shared/api/secret-places.js';

/** The text; throws the 422 at `path` when it could not be opened. */
export function requireText(secret: Secret, path: string): string {
  if (typeof secret === 'string') return secret;
  const message = 'The stored one cannot be read: enter it again, or put the key file back.';
  throw new AppError('invalid', `${path}: ${message}`, { issues: [{ path, message }] });
}
