/** Lets a request pass when it belongs to a session that has not ended; notes whose it is. */
import type { RequestHandler, Response } from 'express';
import { AppError } from '../../../shared/api/errors.js';
import { sessionUser } from '../../store/config/sessions.js';
import type { Context } from '../context.js';
import { sessionHashOf } from '../cookies.js';

/** Who asks, as left by `authenticate`. */
export interface Caller {
  readonly username: string;
  readonly tokenHash: string;
}

export function authenticate({ db, now, setup }: Context): RequestHandler {
  return (request, response, next) => {
    const tokenHash = sessionHashOf(request);
    const username = tokenHash && sessionUser(db, tokenHash, now());
    if (!username) {
      throw new AppError(
        'unauthenticated',
        setup.open
          ? 'Set-up is still open: use the link that the start printed.'
          : 'Log on first: there is no session, or it has ended.',
      );
    }
    const caller: Caller = { username, tokenHash };
    response.locals['caller'] = caller;
    next();
  };
}

export function callerOf(response: Response): Caller {
  return response.locals['caller'] as Caller;
}
