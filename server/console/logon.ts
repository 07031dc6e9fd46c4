/**
 * Judges a logon at the console: name, password, and the code where a second factor is on.
 *
 * The right password without a code is answered with `code-needed`, which says that it was right. To hide that,
 * every name would have to be asked for a code before its password is judged, or a name with a second factor
 * would be told apart by it; and what a guesser gains is small, since the password alone opens nothing. What
 * matters is that codes cannot be guessed: an attempt counts until it has succeeded as a whole, so after five
 * codes the next waits, and with a code sent the answer does not say whether it or the password was wrong.
 */
import { AppError } from '../../shared/api/errors.js';
import type { z } from 'zod';
import type { logonSchema } from '../../shared/api/session.js';
import { appPasswordHash } from '../store/app-passwords.js';
import { recordRefusedLogon } from '../store/config/refused-logons.js';
import {
  factorSecret,
  secondFactorOf,
  takeRecoveryCode,
  takeStep,
} from '../store/config/second-factor.js';
import { hasLoggedOnFrom } from '../store/config/known-places.js';
import { findUser } from '../store/config/users.js';
import type { Context } from './context.js';
import { stepOfCode } from './totp.js';

const HELD =
  'Too many wrong codes for this name: use a recovery code, or log on from where you have before.';
const NO_KEY =
  'Codes cannot be checked, because the key file cannot be used: use a recovery code, or a link from gatepost user setup-link --turn-off-second-factor.';

/** The user's name as it is kept; throws what is answered otherwise. */
export async function judgeLogon(
  context: Context,
  { username, password, code }: z.output<typeof logonSchema>,
  address: string,
): Promise<string> {
  const { db, limits, passwords, now } = context;
  await limits.enter(address, username);
  const user = findUser(db, username);
  const refuse = (detail: string, message: string): AppError => {
    recordRefusedLogon(db, { at: now(), actor: user?.username ?? '', address, detail });
    context.log.warn({ address, username: user?.username ?? '(unknown)' }, 'logon refused');
    return new AppError('unauthenticated', message);
  };
  const right = await passwords.verify(user?.password ?? null, password);
  // Somebody may have changed the user while the password was being judged.
  const still = right && findUser(db, username)?.password === user?.password;
  if (!user || !still) {
    throw refuse(user ? 'wrong password' : 'no such user', wrong(code !== undefined));
  }
  if (findUser(db, username)?.disabled) {
    throw refuse('disabled', 'This user is disabled: ask an administrator.');
  }
  const factor = secondFactorOf(db, user.username);
  if (factor?.onSince) {
    if (code === undefined) {
      const message = 'Enter the code that your authenticator app shows, or a recovery code.';
      throw new AppError('code-needed', message);
    }
    const doing = { actor: user.username, at: now().toISOString(), address };
    // Many wrong codes from many addresses: an app's six digits could be guessed, a recovery code cannot.
    const attacked = await limits.enterCode(user.username);
    const held = attacked && !hasLoggedOnFrom(db, user.username, address);
    const secret = held ? null : factorSecret(db, user.username, context.secrets);
    const step = secret === null ? null : stepOfCode(secret, code, now());
    const taken =
      step === null
        ? takeRecoveryCode(db, appPasswordHash(code), doing)
        : takeStep(db, user.username, step);
    if (!taken) {
      const refusal = refuse('wrong code', wrong(true));
      if (held) throw new AppError('too-many', HELD);
      if (secret === null) throw new AppError('unavailable', NO_KEY);
      throw refusal;
    }
    await limits.goodCode(user.username);
  }
  await limits.succeed(address, username);
  return user.username;
}

function wrong(withCode: boolean): string {
  return withCode
    ? 'The user name, the password or the code is wrong. A code works once.'
    : 'The user name or the password is wrong.';
}
