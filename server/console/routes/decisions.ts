/** `/api/decisions`: the log, one row with its trace, and new rows as they come. */
import { Router, type Request } from 'express';
import {
  decisionFilterSchema,
  decisionQuerySchema,
  type DecisionDetail,
  type DecisionPage,
} from '../../../shared/api/decisions.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import { decide } from '../../../shared/engine/decide.js';
import type { FoundDecision } from '../../store/decisions/reader.js';
import type { Context } from '../context.js';
import { callerOf } from '../middleware/authenticate.js';
import { queryOf } from '../query.js';
import { sendJson } from '../send-json.js';

const NO_ROWS: DecisionPage = { items: [], next: null };

export function decisionRoutes(context: Context): Router {
  const router = Router();

  router.get('/', (request, response) => {
    const { after = null, limit, ...filter } = readAs(decisionQuerySchema, queryOf(request));
    const page = context.decisions.read(NO_ROWS, (reader) => reader.page(filter, after, limit));
    sendJson(response, 200, page);
  });

  router.get('/stream', (request, response) => {
    const filter = readAs(decisionFilterSchema, queryOf(request));
    const newest = context.decisions.read(0, (reader) => reader.newest());
    const { tokenHash } = callerOf(response);
    const cursor = lastEventId(request) ?? newest;
    context.streams.decisions.add({ response, filter, tokenHash, cursor });
  });

  router.get('/:ref', (request, response) => {
    const { ref } = request.params;
    const found = context.decisions.read(null, (reader) => reader.find(ref));
    if (!found) throw new AppError('not-found', `There is no decision ${ref.slice(0, 20)}.`);
    const detail: DecisionDetail = {
      row: found.row,
      request: found.request,
      decision: decidedAgain(context, found),
      revision: null,
      fate: null,
    };
    sendJson(response, 200, detail);
  });
  return router;
}

/** The decision from the rules as they were then; null where the rules did not decide. */
function decidedAgain({ desk }: Context, { row, host, request }: FoundDecision) {
  if (row.kind !== 'recipient' || row.decidedBy !== 'rules' || !host) return null;
  const compiled = desk.compiled(row.revision, host);
  return compiled && decide(compiled, request);
}

/** Where a browser that was cut off wants to go on. */
function lastEventId(request: Request): number | null {
  const text = request.headers['last-event-id'];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
