/** `/api/accounts`: accounts for SMTP logons. A password goes in and never comes out. */
import { Router } from 'express';
import { newAccountSchema, type Account } from '../../../shared/api/accounts.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { createAccount, listAccounts, removeAccount } from '../../store/config/accounts.js';
import type { Context } from '../context.js';
import { callerOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';

export function accountRoutes(context: Context): Router {
  const router = Router();

  router.get('/', (_request, response) => {
    sendJson(response, 200, { items: listAccounts(context.db).map(present), next: null });
  });

  router.post('/', body(SMALL_BODY), async (request, response) => {
    const { name, password } = readAs(newAccountSchema, jsonOf(request));
    const hash = await context.passwords.hash(password);
    const actor = callerOf(response).username;
    const at = context.now().toISOString();
    const account = createAccount(context.db, { name, password: hash }, actor, at);
    if (!account) {
      const message = `There is an account named ${name} already.`;
      throw new AppError('invalid', message, { issues: [{ path: 'name', message }] });
    }
    sendJson(response, 201, present(account));
  });

  router.delete('/:name', (request, response) => {
    const { name } = request.params;
    const actor = callerOf(response).username;
    if (!removeAccount(context.db, name, actor, context.now().toISOString())) {
      throw new AppError('not-found', `There is no account named ${name}.`);
    }
    response.status(204).end();
  });
  return router;
}

function present({ name, createdAt }: Account): Account {
  return { name, createdAt };
}
