/** `/api/invitation`: whoever holds an invitation's link sets the password that it is for. */
import { Router } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import {
  readInvitationSchema,
  takeInvitationSchema,
  type OpenInvitation,
} from '../../../shared/api/people.js';
import { findInvitation, takeInvitation } from '../../store/config/invitations.js';
import { secondFactorOf } from '../../store/config/second-factor.js';
import { tokenHash } from '../../store/tokens.js';
import type { Context } from '../context.js';
import { endStreams } from '../end-streams.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { notForeign } from '../middleware/same-origin.js';
import { sendJson } from '../send-json.js';
import { beginSession } from './session.js';

/** Attempts with a wrong token are counted under this name, which no user can have. */
const ATTEMPT = '\0invitation';

export function invitationRoutes(context: Context): Router {
  const { db, now, limits, passwords } = context;
  const router = Router();

  const invitationOf = async (token: string, address: string) => {
    await limits.enter(address, ATTEMPT);
    const invitation = findInvitation(db, tokenHash(token), now());
    if (!invitation) throw closed();
    await limits.succeed(address, ATTEMPT);
    return invitation;
  };

  router.post('/read', notForeign(context), body(SMALL_BODY), async (request, response) => {
    const { token } = readAs(readInvitationSchema, jsonOf(request));
    const { username, role, expires, resets } = await invitationOf(token, request.ip ?? '');
    sendJson(response, 200, { username, role, expires, resets } satisfies OpenInvitation);
  });

  router.post('/', notForeign(context), body(SMALL_BODY), async (request, response) => {
    const { token, password } = readAs(takeInvitationSchema, jsonOf(request));
    const address = request.ip ?? '';
    await invitationOf(token, address);
    const hash = await passwords.hash(password);
    const given = { tokenHash: tokenHash(token), password: hash, address };
    const taken = takeInvitation(db, given, now());
    if (!taken) throw closed();
    endStreams(context, taken.ended);
    // A link that got lost must not go past a second factor: such a user logs on with the new password.
    if (!secondFactorOf(db, taken.username)?.onSince) {
      beginSession(context, request, response, taken.username);
    }
    response.status(204).end();
  });
  return router;
}

function closed(): AppError {
  return new AppError(
    'forbidden',
    'This link is not valid, or no longer: ask an administrator for a new one.',
  );
}
