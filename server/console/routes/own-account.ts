/** `/api/account`: everybody's own password, second factor and sessions. */
import { Router, type Request, type Response } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import {
  changePasswordSchema,
  confirmedSchema,
  confirmSecondFactorSchema,
  RECOVERY_CODES,
  type NewSecondFactor,
  type OwnAccount,
  type RecoveryCodes,
} from '../../../shared/api/own-account.js';
import { appPasswordHash, madePassword } from '../../store/app-passwords.js';
import {
  beginSecondFactor,
  factorSecret,
  recoveryCodesLeft,
  replaceRecoveryCodes,
  secondFactorOf,
  turnOffSecondFactor,
  turnOnSecondFactor,
} from '../../store/config/second-factor.js';
import { revokeSession, sessionsOf } from '../../store/config/sessions.js';
import { changeOwnPassword } from '../../store/config/users.js';
import { requirePassword } from '../confirm-password.js';
import type { Context } from '../context.js';
import { endStreams } from '../end-streams.js';
import { callerOf, doingOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';
import { newTotpSecret, stepOfCode, totpUri } from '../totp.js';

/** Three groups of five: 75 bits, still short enough to be typed. */
const RECOVERY_GROUPS = 3;

export function ownAccountRoutes(context: Context): Router {
  const { db, now, environment, secrets } = context;
  const router = Router();

  router.get('/', (_request, response) => {
    const { username, role } = callerOf(response);
    const account: OwnAccount = {
      username,
      role,
      secondFactorSince: secondFactorOf(db, username)?.onSince ?? null,
      recoveryCodesLeft: recoveryCodesLeft(db, username),
    };
    sendJson(response, 200, account);
  });

  router.post('/password', body(SMALL_BODY), async (request, response) => {
    const { password, newPassword } = readAs(changePasswordSchema, jsonOf(request));
    const caller = callerOf(response);
    await requirePassword(context, caller, password);
    const hash = await context.passwords.hash(newPassword);
    const ended = changeOwnPassword(db, hash, caller.tokenHash, doingOf(context, response));
    endStreams(context, ended);
    response.status(204).end();
  });

  router.post('/second-factor', body(SMALL_BODY), async (request, response) => {
    const { username } = await confirmed(request, response);
    const secret = newTotpSecret();
    if (!beginSecondFactor(db, username, secret, secrets)) throw alreadyOn();
    const uri = totpUri(secret, `${username}@${environment.hostname}`);
    sendJson(response, 200, { secret, uri } satisfies NewSecondFactor);
  });

  router.post('/second-factor/confirm', body(SMALL_BODY), async (request, response) => {
    const { code } = readAs(confirmSecondFactorSchema, jsonOf(request));
    const { username, address } = callerOf(response);
    const factor = secondFactorOf(db, username);
    if (!factor) throw new AppError('not-found', 'No second factor has been begun.');
    if (factor.onSince) throw alreadyOn();
    await context.limits.enter(address, username);
    const secret = factorSecret(db, username, secrets);
    if (secret === null) throw new AppError('unavailable', `${secrets.problem()} Begin again.`);
    const step = stepOfCode(secret, code, now());
    if (step === null) {
      const message = 'This is not the code of now: is the clock of the phone right?';
      throw new AppError('invalid', message, { issues: [{ path: 'code', message }] });
    }
    await context.limits.succeed(address, username);
    const { codes, hashes } = newRecoveryCodes();
    if (!turnOnSecondFactor(db, { step, hashes }, doingOf(context, response))) throw alreadyOn();
    sendJson(response, 200, { recoveryCodes: codes } satisfies RecoveryCodes);
  });

  router.post('/second-factor/off', body(SMALL_BODY), async (request, response) => {
    const { username } = await confirmed(request, response);
    turnOffSecondFactor(db, username, doingOf(context, response));
    response.status(204).end();
  });

  router.post('/recovery-codes', body(SMALL_BODY), async (request, response) => {
    const { username } = await confirmed(request, response);
    if (!secondFactorOf(db, username)?.onSince) {
      throw new AppError('not-found', 'The second factor is off.');
    }
    const { codes, hashes } = newRecoveryCodes();
    replaceRecoveryCodes(db, hashes, doingOf(context, response));
    sendJson(response, 200, { recoveryCodes: codes } satisfies RecoveryCodes);
  });

  router.get('/sessions', (_request, response) => {
    const { username, tokenHash } = callerOf(response);
    sendJson(response, 200, { items: sessionsOf(db, username, tokenHash, now()), next: null });
  });

  router.delete('/sessions/:id', (request, response) => {
    const ended = revokeSession(db, request.params.id, doingOf(context, response));
    if (ended === null) throw new AppError('not-found', 'There is no such session.');
    endStreams(context, [ended]);
    response.status(204).end();
  });

  async function confirmed(request: Request, response: Response) {
    const { password } = readAs(confirmedSchema, jsonOf(request));
    const caller = callerOf(response);
    await requirePassword(context, caller, password);
    return caller;
  }
  return router;
}

function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () => madePassword(RECOVERY_GROUPS));
  return { codes, hashes: codes.map(appPasswordHash) };
}

function alreadyOn(): AppError {
  return new AppError('invalid', 'The second factor is on already: turn it off first.');
}
