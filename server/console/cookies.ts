/** The session cookie: the only cookie that the console sets. */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Context } from './context.js';
import { basePath } from './middleware/own-path.js';
import { LIFE_MS } from '../store/config/sessions.js';
import { tokenHash } from '../store/tokens.js';

export const SESSION_COOKIE = 'gatepost_session';

/** The hash of the session that a request names, or null. */
export function sessionHashOf(request: Request): string | null {
  const token = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
  return token ? tokenHash(token) : null;
}

type Surroundings = Pick<Context, 'secure' | 'environment'>;

export function setSessionCookie(
  response: Response,
  value: string,
  surroundings: Surroundings,
): void {
  const maxAge = LIFE_MS / 1000;
  response.setHeader(
    'Set-Cookie',
    stringifySetCookie({ name: SESSION_COOKIE, value, ...flagsOf(surroundings), maxAge }),
  );
}

export function clearSessionCookie(response: Response, surroundings: Surroundings): void {
  response.setHeader(
    'Set-Cookie',
    stringifySetCookie({ name: SESSION_COOKIE, value: '', ...flagsOf(surroundings), maxAge: 0 }),
  );
}

/** No other application on the same host sees it. */
function flagsOf({ secure, environment }: Surroundings) {
  return { httpOnly: true, sameSite: 'strict', path: basePath(environment), secure } as const;
}
