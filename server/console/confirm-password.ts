/** The password once more, before what a session that was left open must not do; counted like logons. */
import { AppError } from '../../shared/api/errors.js';
import { findUser } from '../store/config/users.js';
import type { Context } from './context.js';
import type { Caller } from './middleware/authenticate.js';

/** Throws the 422 of the field `password`. */
export async function requirePassword(
  { db, limits, passwords }: Context,
  { username, address }: Caller,
  password: string,
): Promise<void> {
  await limits.enter(address, username);
  if (await passwords.verify(findUser(db, username)?.password ?? null, password)) {
    return limits.succeed(address, username);
  }
  const message = 'This is not your password.';
  throw new AppError('invalid', message, { issues: [{ path: 'password', message }] });
}
