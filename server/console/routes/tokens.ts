/** `/api/tokens`: one's own tokens for programs. */
import { Router } from 'express';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { mayAct, ROLE_WORDS } from '../../../shared/api/roles.js';
import { newTokenSchema, type NewToken } from '../../../shared/api/tokens.js';
import { createToken, removeToken, tokensOf } from '../../store/config/api-tokens.js';
import { newToken, tokenHash } from '../../store/tokens.js';
import type { Context } from '../context.js';
import { endStreams } from '../end-streams.js';
import { callerOf, doingOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';

export function tokenRoutes(context: Context): Router {
  const { db } = context;
  const router = Router();

  router.get('/', (_request, response) => {
    sendJson(response, 200, { items: tokensOf(db, callerOf(response).username), next: null });
  });

  router.post('/', body(SMALL_BODY), (request, response) => {
    const { name, scope, expires = null } = readAs(newTokenSchema, jsonOf(request));
    const { role } = callerOf(response);
    if (scope !== 'read' && !mayAct(role, scope)) {
      throw refused(
        'scope',
        `No more than you may yourself: your role is ${ROLE_WORDS[role].name}.`,
      );
    }
    if (expires !== null && Date.parse(expires) <= context.now().getTime()) {
      throw refused('expires', 'This is past.');
    }
    const token = newToken();
    const draft = { name, scope, expires, tokenHash: tokenHash(token) };
    const made = createToken(db, draft, doingOf(context, response));
    if (!made) throw new AppError('too-many', 'You have too many tokens: remove one first.');
    sendJson(response, 201, { ...made, token } satisfies NewToken);
  });

  router.delete('/:id', (request, response) => {
    const id = /^\d{1,15}$/.test(request.params.id) ? Number(request.params.id) : 0;
    const ended = removeToken(db, id, doingOf(context, response));
    if (ended === null) throw new AppError('not-found', 'There is no such token.');
    endStreams(context, [ended]);
    response.status(204).end();
  });
  return router;
}

function refused(path: string, message: string): AppError {
  return new AppError('invalid', message, { issues: [{ path, message }] });
}
