/** The session cookie: the only cookie that the console sets. */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { createHash, randomBytes } from 'node:crypto';
import { LIFE_MS } from '../store/config/sessions.js';

export const SESSION_COOKIE = 'gatepost_session';

const FLAGS = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

/** A value for a new session: 256 random bits. */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a session's value. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The hash of the session that a request names, or null. */
export function sessionHashOf(request: Request): string | null {
  const token = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
  return token ? tokenHash(token) : null;
}

export function setSessionCookie(response: Response, value: string, secure: boolean): void {
  const maxAge = LIFE_MS / 1000;
  response.setHeader(
    'Set-Cookie',
    stringifySetCookie({ name: SESSION_COOKIE, value, ...FLAGS, secure, maxAge }),
  );
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.setHeader(
    'Set-Cookie',
    stringifySetCookie({ name: SESSION_COOKIE, value: '', ...FLAGS, secure, maxAge: 0 }),
  );
}
