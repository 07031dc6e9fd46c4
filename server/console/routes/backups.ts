/** `/api/backups`: begins one, says how far it is, gives the file, stops or removes it. */
import { Router, type Request } from 'express';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { backupRequestSchema, type Backup } from '../../../shared/api/backups.js';
import { AppError, readAs } from '../../../shared/api/errors.js';
import type { AuditAction } from '../../../shared/api/audit.js';
import { recordAudit } from '../../store/config/audit.js';
import { isCallerOpen } from '../caller-open.js';
import type { Context } from '../context.js';
import { callerOf, originOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';
import type { Response } from 'express';

type WithId = Request<{ id: string }>;

/** Whoever asks may have logged off meanwhile: then the file ends (milliseconds). */
const LOOK_MS = 1000;

export function backupRoutes(context: Context): Router {
  const { backups, db, now } = context;
  const router = Router();
  const note = (response: Response, action: AuditAction, detail: string) => {
    const actor = callerOf(response).username;
    recordAudit(db, { ...originOf(response), actor, at: now().toISOString(), action, detail });
  };

  router.get('/', async (_request, response) => {
    sendJson(response, 200, await backups.list());
  });

  router.post('/', body(SMALL_BODY), (request, response) => {
    const { log, queue, passphrase = null } = readAs(backupRequestSchema, jsonOf(request));
    const begun = backups.begin({ log, queue, passphrase });
    note(response, 'backup-begun', contentsText(begun));
    sendJson(response, 202, begun);
  });

  router.get('/:id', async (request: WithId, response) => {
    const found = await backups.get(request.params.id);
    if (!found) throw unknown();
    sendJson(response, 200, found);
  });

  router.get('/:id/file', async (request: WithId, response) => {
    const { tokenHash } = callerOf(response);
    const { id } = request.params;
    const path = await backups.file(id);
    if (path === null) throw unknown();
    const { size } = await stat(path);
    note(response, 'backup-fetched', id);
    response.status(200);
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', size);
    response.setHeader('Content-Disposition', `attachment; filename="${id}"`);
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
    response.setHeader('Cache-Control', 'no-store');
    if (request.method === 'HEAD') return void response.end();
    const watch = setInterval(() => {
      if (!isCallerOpen(context, tokenHash)) response.destroy();
    }, LOOK_MS);
    try {
      // Who goes away in the middle is nobody's fault.
      await pipeline(createReadStream(path), response).catch(() => response.destroy());
    } finally {
      clearInterval(watch);
    }
  });

  router.delete('/:id', async (request: WithId, response) => {
    const { id } = request.params;
    if (!(await backups.remove(id))) throw unknown();
    note(response, 'backup-removed', id);
    response.status(204).end();
  });
  return router;
}

function unknown(): AppError {
  return new AppError('not-found', 'There is no such backup: it may have been removed.');
}

function contentsText({ id, log, queue, encrypted }: Backup): string {
  const parts = [queue && 'with the queue', log && 'with the log', encrypted && 'encrypted'];
  return [id, ...parts.filter(Boolean)].join(', ');
}
