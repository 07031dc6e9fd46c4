/** `/api/session`: log on, who am I, log off. */
import { Router, type Request, type Response } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { logonSchema, type Session } from '../../../shared/api/session.js';
import { createSession, endSession } from '../../store/config/sessions.js';
import { findUser } from '../../store/config/users.js';
import type { Context } from '../context.js';
import {
  clearSessionCookie,
  newSessionToken,
  sessionHashOf,
  setSessionCookie,
  tokenHash,
} from '../cookies.js';
import { authenticate, callerOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { notForeign, sameOrigin } from '../middleware/same-origin.js';
import { sendJson } from '../send-json.js';

export function sessionRoutes(context: Context): Router {
  const router = Router();
  const guarded = [authenticate(context), sameOrigin(context)];

  router.post('/', notForeign(context), body(SMALL_BODY), async (request, response) => {
    const { username, password } = readAs(logonSchema, jsonOf(request));
    const address = request.ip ?? '';
    await context.limits.enter(address, username);
    const user = findUser(context.db, username);
    if (!(await context.passwords.verify(user?.password ?? null, password)) || !user) {
      context.log.warn({ address, username: username.slice(0, 100) }, 'logon refused');
      throw new AppError('unauthenticated', 'The user name or the password is wrong.');
    }
    await context.limits.succeed(address, username);
    beginSession(context, request, response, user.username);
    sendJson(response, 200, present(context, user.username));
  });

  router.get('/', guarded, (_request: Request, response: Response) => {
    sendJson(response, 200, present(context, callerOf(response).username));
  });

  router.delete('/', guarded, (_request: Request, response: Response) => {
    const { tokenHash: hash, username } = callerOf(response);
    endSession(context.db, hash, username, context.now());
    endStreams(context, hash);
    clearSessionCookie(response, context);
    response.status(204).end();
  });
  return router;
}

/** A new session under a new cookie; the one that the browser had before ends (session fixation). */
export function beginSession(
  context: Context,
  request: Request,
  response: Response,
  username: string,
): void {
  const token = newSessionToken();
  const replaces = sessionHashOf(request);
  createSession(context.db, { tokenHash: tokenHash(token), username, replaces }, context.now());
  if (replaces) endStreams(context, replaces);
  setSessionCookie(response, token, context);
}

export function present(context: Context, username: string): Session {
  return { username, hostname: context.environment.hostname };
}

function endStreams({ streams }: Context, session: string): void {
  for (const each of Object.values(streams)) each.endSession(session);
}
