/** `/api/self-tests`: has the relay test itself, each time noted. */
import { Router, type Request } from 'express';
import { AppError } from '../../../shared/api/errors.js';
import { recordAudit } from '../../store/config/audit.js';
import type { Context } from '../context.js';
import { doingOf } from '../middleware/authenticate.js';
import { sendJsonText } from '../send-json.js';

export function selfTestRoutes(context: Context): Router {
  const { db, relay } = context;
  const router = Router();

  router.get('/', async (_request, response) => {
    sendJsonText(response, 200, await relay.ask('GET', '/self-tests'));
  });

  router.post('/', async (_request, response) => {
    const begun = await relay.ask('POST', '/self-tests');
    recordAudit(db, { ...doingOf(context, response), action: 'self-test-begun', detail: '' });
    sendJsonText(response, 202, begun);
  });

  router.get('/:id', async (request, response) => {
    sendJsonText(response, 200, await relay.ask('GET', pathOf(request)));
  });

  router.delete('/:id', async (request, response) => {
    sendJsonText(response, 200, await relay.ask('DELETE', pathOf(request)));
  });
  return router;
}

/** What stands in a path goes on to the relay only when it can be an id. */
function pathOf({ params }: Request<{ id: string }>): string {
  if (/^[0-9A-Za-z-]{1,40}$/.test(params.id)) return `/self-tests/${params.id}`;
  throw new AppError('not-found', 'There is no such self-test.');
}
