/** `/api/audit`: who did what, page by page, or as a file. */
import { Router } from 'express';
import { once } from 'node:events';
import {
  AUDIT_WORDS,
  auditExportSchema,
  auditQuerySchema,
  type AuditFormat,
  type AuditItem,
} from '../../../shared/api/audit.js';
import { csvLine } from '../../../shared/api/csv.js';
import { readAs } from '../../../shared/api/errors.js';
import { auditPage } from '../../store/config/audit.js';
import { isCallerOpen } from '../caller-open.js';
import type { Context } from '../context.js';
import { callerOf } from '../middleware/authenticate.js';
import { ndjsonLine } from '../ndjson.js';
import { queryOf } from '../query.js';
import { sendJson } from '../send-json.js';

const PART = 1000;
const TYPES: Readonly<Record<AuditFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};
const HEAD = ['at', 'who', 'action', 'detail', 'address', 'token', 'times'];

export function auditRoutes(context: Context): Router {
  const { db, now } = context;
  const router = Router();

  router.get('/', (request, response) => {
    sendJson(response, 200, auditPage(db, readAs(auditQuerySchema, queryOf(request))));
  });

  router.get('/export', async (request, response) => {
    const { format, ...filter } = readAs(auditExportSchema, queryOf(request));
    response.status(200);
    response.setHeader('Content-Type', TYPES[format]);
    const name = `audit-${now().toISOString().slice(0, 10)}.${format}`;
    response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
    response.setHeader('Cache-Control', 'no-store');
    if (format === 'csv') response.write(csvLine(HEAD));
    const lineOf = format === 'csv' ? csvOf : ndjsonLine;
    let after: number | undefined;
    do {
      // One page a turn: others are answered in between.
      const { items, next } = auditPage(db, { ...filter, after, limit: PART });
      if (!response.write(items.map(lineOf).join(''))) {
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      } else {
        await new Promise(setImmediate);
      }
      if (!isCallerOpen(context, callerOf(response).tokenHash)) response.destroy();
      after = next === null ? undefined : Number(next);
    } while (after !== undefined && !response.destroyed);
    response.end();
  });
  return router;
}

function csvOf({ at, actor, action, detail, address, token, times }: AuditItem): string {
  return csvLine([at, actor, AUDIT_WORDS[action], detail, address, token, String(times)]);
}
