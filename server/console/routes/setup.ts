/** `POST /api/setup`: the one-time link makes the first user, logs it on and closes. */
import { Router } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { FIRST_USER, setupSchema } from '../../../shared/api/session.js';
import { createFirstUser } from '../../store/config/users.js';
import type { Context } from '../context.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { notForeign } from '../middleware/same-origin.js';
import { sendJson } from '../send-json.js';
import { beginSession, present } from './session.js';

/** Attempts with a wrong token are counted under this name, which no user can have. */
const ATTEMPT = '\0setup';

export function setupRoutes(context: Context): Router {
  const router = Router();

  router.post('/', notForeign(context), body(SMALL_BODY), async (request, response) => {
    const { token, password } = readAs(setupSchema, jsonOf(request));
    const address = request.ip ?? '';
    await context.limits.enter(address, ATTEMPT);
    if (!context.setup.fits(token)) throw closed(context.setup.open);
    await context.limits.succeed(address, ATTEMPT);
    const user = { username: FIRST_USER, password: await context.passwords.hash(password) };
    if (!createFirstUser(context.db, user, context.now().toISOString())) throw closed(false);
    context.setup.stop();
    beginSession(context, request, response, user.username);
    sendJson(response, 201, present(context, user.username));
  });
  return router;
}

function closed(open: boolean): AppError {
  return new AppError(
    'forbidden',
    open
      ? 'This set-up link is not valid: use the one that the last start printed.'
      : 'Set-up is finished: log on.',
  );
}
