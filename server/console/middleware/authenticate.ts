/**
 * Lets a request pass when it belongs to a session or a token that has not ended; notes whose it is.
 * A token that is sent is what counts: a cookie beside it is not looked at.
 */
import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../../../shared/api/errors.js';
import { OWN_NAME } from '../../../shared/api/people.js';
import type { Role } from '../../../shared/api/roles.js';
import { tokenCaller } from '../../store/config/api-tokens.js';
import type { Doing, Origin } from '../../store/config/audit.js';
import { sessionUser } from '../../store/config/sessions.js';
import { tokenHash } from '../../store/tokens.js';
import type { Context } from '../context.js';
import { sessionHashOf } from '../cookies.js';

/** Who asks, as left by `authenticate`. */
export interface Caller {
  readonly username: string;
  /** What it may: of a token, its scope. */
  readonly role: Role;
  /** Of the session's cookie or the token. */
  readonly tokenHash: string;
  /** Name of the token; '' for a session. */
  readonly token: string;
  /** A token that changes nothing. */
  readonly readOnly: boolean;
  /** At this host's own socket, which only the service's user can open: there is no browser, and nobody logs on. */
  readonly isLocal: boolean;
  readonly address: string;
}

/** In place of an address, and of a token: what came by the gatepost command. */
export const COMMAND_LINE = 'command line';
const LOCAL: Caller = {
  username: OWN_NAME,
  role: 'administrator',
  tokenHash: COMMAND_LINE,
  token: '',
  readOnly: false,
  isLocal: true,
  address: COMMAND_LINE,
};

const BEARER = /^Bearer +(\S+)$/i;

export function authenticate(context: Pick<Context, 'db' | 'now' | 'setup'>): RequestHandler {
  return (request, response, next) => {
    const found = callerIn(context, request);
    if (!found) {
      throw new AppError(
        'unauthenticated',
        context.setup.open
          ? 'Set-up is still open: use the link that the start printed.'
          : 'Log on first: there is no session, or it has ended.',
      );
    }
    const caller: Caller = { ...found, address: request.ip ?? '' };
    response.locals['caller'] = caller;
    next();
  };
}

/** At the socket of the gatepost command everybody is the same administrator. */
export const authenticateLocal: RequestHandler = (_request, response, next) => {
  response.locals['caller'] = LOCAL;
  next();
};

function callerIn(
  { db, now }: Pick<Context, 'db' | 'now'>,
  request: Request,
): Omit<Caller, 'address'> | null {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined) {
    const hash = tokenHash(token);
    const caller = tokenCaller(db, hash, now());
    return caller && { ...caller, tokenHash: hash, isLocal: false };
  }
  const hash = sessionHashOf(request);
  const user = hash === null ? null : sessionUser(db, hash, now());
  return user && { ...user, tokenHash: hash!, token: '', readOnly: false, isLocal: false };
}

export function callerOf(response: Response): Caller {
  return response.locals['caller'] as Caller;
}

/** Where the request comes from, for the audit trail. */
export function originOf(response: Response): Required<Origin> {
  const { address, token } = callerOf(response);
  return { address, token };
}

/** Who asks, and from where, for the audit trail. */
export function doerOf(response: Response): Omit<Doing, 'at'> {
  return { actor: callerOf(response).username, ...originOf(response) };
}

export function doingOf({ now }: Pick<Context, 'now'>, response: Response): Doing {
  return { ...doerOf(response), at: now().toISOString() };
}
