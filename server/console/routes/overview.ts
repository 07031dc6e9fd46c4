/** `/api/overview`: how things stand, in one answer. */
import { Router } from 'express';
import { readAs } from '../../../shared/api/errors.js';
import { overviewQuerySchema } from '../../../shared/api/overview.js';
import type { Context } from '../context.js';
import { OverviewDesk } from '../overview.js';
import { queryOf } from '../query.js';
import { sendJson } from '../send-json.js';

export function overviewRoutes(context: Context): Router {
  const router = Router();
  const desk = new OverviewDesk(context);

  router.get('/', async (request, response) => {
    const { hours } = readAs(overviewQuerySchema, queryOf(request));
    sendJson(response, 200, await desk.of(hours));
  });
  return router;
}
