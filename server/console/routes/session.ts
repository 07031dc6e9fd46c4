/** `/api/session`: log on, who am I, log off. */
import { Router, type Request, type Response } from 'express';
import { readAs } from '../../../shared/api/errors.js';
import { logonSchema, type Session } from '../../../shared/api/session.js';
import { createSession, endSession } from '../../store/config/sessions.js';
import { secondFactorOf } from '../../store/config/second-factor.js';
import { findUser } from '../../store/config/users.js';
import { newToken, tokenHash } from '../../store/tokens.js';
import type { Context } from '../context.js';
import { clearSessionCookie, sessionHashOf, setSessionCookie } from '../cookies.js';
import { endStreams } from '../end-streams.js';
import { judgeLogon } from '../logon.js';
import { callerOf, doingOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { notForeign } from '../middleware/same-origin.js';
import { sendJson } from '../send-json.js';

const MOST_AGENT = 300;

export function sessionRoutes(context: Context): Router {
  const router = Router();

  router.post('/', notForeign(context), body(SMALL_BODY), async (request, response) => {
    const logon = readAs(logonSchema, jsonOf(request));
    const username = await judgeLogon(context, logon, request.ip ?? '');
    beginSession(context, request, response, username);
    sendJson(response, 200, present(context, username));
  });

  router.get('/', (_request: Request, response: Response) => {
    const { username, role } = callerOf(response);
    sendJson(response, 200, { ...present(context, username), role });
  });

  router.delete('/', (_request: Request, response: Response) => {
    const { tokenHash: hash } = callerOf(response);
    endSession(context.db, hash, doingOf(context, response));
    endStreams(context, [hash]);
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
  const token = newToken();
  const replaces = sessionHashOf(request);
  const address = request.ip ?? '';
  const agent = (request.headers['user-agent'] ?? '').slice(0, MOST_AGENT);
  const session = { tokenHash: tokenHash(token), username, replaces, address, agent };
  createSession(context.db, session, context.now());
  if (replaces) endStreams(context, [replaces]);
  setSessionCookie(response, token, context);
}

export function present({ db, environment }: Context, username: string): Session {
  return {
    username,
    hostname: environment.hostname,
    role: findUser(db, username)!.role,
    secondFactor: secondFactorOf(db, username)?.onSince != null,
  };
}
