/** `/api/setup/progress`, `/api/setup/check-names`: set-up in steps, for an administrator who is logged on. */
import { Router } from 'express';
import { readAs } from '../../../shared/api/errors.js';
import {
  nameCheckSchema,
  setupChangeSchema,
  type CheckedNames,
  type SetupProgress,
} from '../../../shared/api/setup-progress.js';
import { hostNetworks } from '../../host.js';
import { readProgress, writeProgress } from '../../store/config/setup-progress.js';
import type { Context } from '../context.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { sendJson } from '../send-json.js';

export function setupProgressRoutes({ db, environment, relay }: Context): Router {
  const router = Router();
  const progress = (): SetupProgress => ({
    ...readProgress(db),
    hostname: environment.hostname,
    hostnameFrom: environment.sources.GATEPOST_HOSTNAME,
    networks: [...hostNetworks()],
  });

  router.get('/progress', (_request, response) => sendJson(response, 200, progress()));

  router.patch('/progress', body(SMALL_BODY), (request, response) => {
    const { step, finished } = readAs(setupChangeSchema, jsonOf(request));
    const before = readProgress(db);
    writeProgress(db, { step: step ?? before.step, finished: finished ?? before.finished });
    sendJson(response, 200, progress());
  });

  router.post('/check-names', body(SMALL_BODY), async (request, response) => {
    const question = readAs(nameCheckSchema, jsonOf(request));
    const answer = await relay.ask('POST', '/check-names', question);
    sendJson(response, 200, JSON.parse(answer) as CheckedNames);
  });
  return router;
}
