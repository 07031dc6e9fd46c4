/** `/api/status` for the console, `/healthz` for watchers who do not log on. */
import { Router } from 'express';
import type { Status } from '../../../shared/api/status.js';
import { VERSION } from '../../program.js';
import type { Context } from '../context.js';
import type { RelayAnswer } from '../relay-control.js';
import { sendJson } from '../send-json.js';

export function statusRoutes({ environment, relay }: Context): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const answer = await relay.status();
    const status: Status = {
      hostname: environment.hostname,
      version: VERSION,
      relay: answer.ok ? answer.status : null,
      ...(answer.ok ? {} : { problem: answer.problem }),
    };
    sendJson(response, 200, status);
  });
  return router;
}

/** 200 when the console answers and the relay listens and enforces; else 503 with the cause. */
export function healthRoutes({ relay }: Pick<Context, 'relay'>): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const problem = problemOf(await relay.status());
    sendJson(response, problem ? 503 : 200, problem ? { ok: false, problem } : { ok: true });
  });
  return router;
}

function problemOf(answer: RelayAnswer): string | null {
  if (!answer.ok) return answer.problem;
  const { listeners, enforced } = answer.status;
  if (listeners.length === 0) return 'The relay does not listen anywhere.';
  if (enforced.revision === null) return enforced.problem ?? 'The relay enforces no rules yet.';
  return null;
}
