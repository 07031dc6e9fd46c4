/** `/api/decisions`: the log, one row with what stands behind it, new rows as they come, and files of it. */
import { Router, type Request } from 'express';
import {
  decisionFilterSchema,
  decisionQuerySchema,
  exportQuerySchema,
  type DecisionPage,
} from '../../../shared/api/decisions.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import type { FoundDecision } from '../../store/decisions/rows.js';
import { isCallerOpen } from '../caller-open.js';
import type { Context } from '../context.js';
import { DecisionExports } from '../decision-exports.js';
import { detailOf, explanationOf } from '../explanation.js';
import { logExtent } from '../log-extent.js';
import { callerOf } from '../middleware/authenticate.js';
import { queryOf } from '../query.js';
import { sendJson } from '../send-json.js';

const NO_ROWS: DecisionPage = { items: [], next: null };
/** A page that takes longer comes with what has been found so far (milliseconds). */
const SEARCH_MS = 1000;

export function decisionRoutes(context: Context): Router {
  const router = Router();
  const { decisions } = context;
  const exports = new DecisionExports(decisions);

  router.get('/', async (request, response) => {
    const { after = null, limit, ...filter } = readAs(decisionQuerySchema, queryOf(request));
    const end = Date.now() + SEARCH_MS;
    const page = await decisions.readInTurns(
      NO_ROWS,
      (reader) => reader.page({ filter, after, limit }),
      () => Date.now() > end || response.destroyed,
    );
    if (!response.destroyed) sendJson(response, 200, page);
  });

  router.get('/stream', (request, response) => {
    const filter = readAs(decisionFilterSchema, queryOf(request));
    const newest = decisions.read(0, (reader) => reader.newest());
    const { tokenHash } = callerOf(response);
    const cursor = lastEventId(request) ?? newest;
    context.streams.decisions.add({ response, filter, tokenHash, cursor });
  });

  router.get('/extent', async (_request, response) => {
    sendJson(response, 200, await logExtent(context));
  });

  router.get('/export', async (request, response) => {
    const { format, id, ...filter } = readAs(exportQuerySchema, queryOf(request));
    const { username: caller, tokenHash } = callerOf(response);
    const isOpen = () => isCallerOpen(context, tokenHash);
    await exports.send({ format, id, filter, caller, isOpen }, response);
  });

  router.get('/exports/:id', (request, response) => {
    const progress = exports.progress(request.params.id, callerOf(response).username);
    if (!progress) throw new AppError('not-found', 'There is no such export.');
    sendJson(response, 200, progress);
  });

  router.delete('/exports/:id', (request, response) => {
    const progress = exports.stop(request.params.id, callerOf(response).username);
    if (!progress) throw new AppError('not-found', 'There is no such export.');
    sendJson(response, 200, progress);
  });

  router.get('/:ref', async (request, response) => {
    sendJson(response, 200, await detailOf(context, found(request)));
  });

  router.get('/:ref/explanation', async (request, response) => {
    sendJson(response, 200, await explanationOf(context, found(request)));
  });

  function found(request: Request<{ ref: string }>): FoundDecision {
    const { ref } = request.params;
    const decision = decisions.read(null, (reader) => reader.find(ref));
    if (decision) return decision;
    throw new AppError(
      'not-found',
      `There is no decision ${ref.slice(0, 20)}: it may be older than the log is kept.`,
    );
  }
  return router;
}

/** Where a browser that was cut off wants to go on. */
function lastEventId(request: Request): number | null {
  const text = request.headers['last-event-id'];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
