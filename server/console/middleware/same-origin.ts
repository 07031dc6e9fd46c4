/**
 * Keeps other sites from acting through a browser that is logged on (DESIGN section 6). Browsers say
 * where a request comes from in Origin and Sec-Fetch-Site, which pages cannot forge.
 */
import type { Request, RequestHandler } from 'express';
import { AppError } from '../../../shared/api/errors.js';
import { DECIDE_PATH } from '../../../shared/api/routing.js';
import type { Context } from '../context.js';
import { callerOf } from './authenticate.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Asked with a body, but changing nothing. */
const ASKING = new Set([DECIDE_PATH]);

/** Whether a request changes nothing. */
export function isAsking({ method, originalUrl }: Request): boolean {
  return READING.has(method) || ASKING.has(originalUrl);
}

/** For requests that act with a cookie: what changes something must come from the console itself. */
export function sameOrigin({ environment }: Pick<Context, 'environment'>): RequestHandler {
  return (request, response, next) => {
    // A token is sent by a program on purpose, and no browser reaches the local socket.
    const { token, isLocal } = callerOf(response);
    if (token !== '' || isLocal) return next();
    if (!isAsking(request) && !isOwn(request, environment.publicUrl)) throw foreign();
    next();
  };
}

/** For logging on, which needs no cookie: a script says no origin and passes, another site does not. */
export function notForeign({ environment }: Pick<Context, 'environment'>): RequestHandler {
  return (request, _response, next) => {
    const { origin, 'sec-fetch-site': site = 'none' } = request.headers;
    const silent = origin === undefined && site === 'none';
    if (!silent && !isOwn(request, environment.publicUrl)) throw foreign();
    next();
  };
}

function isOwn(request: Request, publicUrl: string | null): boolean {
  const { origin, host = '', 'sec-fetch-site': site } = request.headers;
  if (site === 'same-origin') return true;
  if (origin === undefined) return false;
  return (
    (publicUrl !== null && origin === originOf(publicUrl)) ||
    origin === originOf(`${request.protocol}://${host}`)
  );
}

function originOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}

function foreign(): AppError {
  return new AppError('forbidden', 'This request comes from another site: it was not carried out.');
}
