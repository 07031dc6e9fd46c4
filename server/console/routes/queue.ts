/** `/api/queue`: what waits, live; one message; and what an administrator does to it, each time noted. */
import type { IncomingMessage } from 'node:http';
import { Router, type Request, type Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { AppError, readAs } from '../../../shared/api/errors.js';
import {
  QUEUE_ACTIONS,
  queueActionSchema,
  queueQuerySchema,
  type QueueAction,
} from '../../../shared/api/queue.js';
import type { Context } from '../context.js';
import { callerOf, doerOf } from '../middleware/authenticate.js';
import { body, jsonOf, SMALL_BODY } from '../middleware/body.js';
import { queryOf } from '../query.js';
import { queueTrail } from '../queue-trail.js';
import { sendJsonText } from '../send-json.js';

const ON_ONE = QUEUE_ACTIONS.filter((action) => action !== 'delete');
/** Copies of messages read at once: each keeps a file open in the relay. */
const MOST_READERS = 20;

export function queueRoutes(context: Context): Router {
  const router = Router();
  const { relay, streams } = context;
  const trail = queueTrail(context);
  let readers = 0;

  router.get('/', async (request, response) => {
    const query = readAs(queueQuerySchema, queryOf(request));
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) given.set(name, String(value));
    answer(response, await relay.ask('GET', `/queue?${given}`));
  });

  router.get('/overview', async (_request, response) => {
    answer(response, await relay.ask('GET', '/queue/overview'));
  });

  router.get('/overview/stream', (_request, response) => {
    const { tokenHash } = callerOf(response);
    streams.queue.add({ response, tokenHash });
  });

  router.post('/actions', body(SMALL_BODY), async (request, response) => {
    const action = readAs(queueActionSchema, jsonOf(request));
    answer(response, await trail.act(doerOf(response), action));
  });

  router.get('/actions/:id', async (request, response) => {
    answer(response, await relay.ask('GET', `/queue/actions/${jobIdOf(request)}`));
  });

  router.delete('/actions/:id', async (request, response) => {
    answer(response, await trail.stop(doerOf(response), jobIdOf(request)));
  });

  router.get('/:id', async (request, response) => {
    answer(response, await relay.ask('GET', `/queue/${queueIdOf(request)}`));
  });

  router.get('/:id/content', async (request, response) => {
    if (readers >= MOST_READERS) {
      throw new AppError('too-many', 'Too many messages are read at once: try again in a moment.');
    }
    readers += 1;
    try {
      const id = queueIdOf(request);
      await sendContent(await trail.read(doerOf(response), id), id, response);
    } finally {
      readers -= 1;
    }
  });

  const onOne = async (request: Request<{ id: string }>, response: Response, action: QueueAction) =>
    answer(
      response,
      await trail.act(doerOf(response), {
        action,
        selection: { ids: [queueIdOf(request)] },
      }),
    );
  for (const action of ON_ONE) {
    router.post(`/:id/${action}`, (request, response) => onOne(request, response, action));
  }
  router.delete('/:id', (request, response) => onOne(request, response, 'delete'));
  return router;
}

function answer(response: Response, json: string): void {
  sendJsonText(response, 200, json);
}

/** What stands in a path goes on to the relay only when it can be an id. */
function queueIdOf({ params }: Request<{ id: string }>): string {
  if (/^[0-9A-Za-z]{1,40}$/.test(params.id)) return params.id;
  throw new AppError('not-found', 'There is no such message in the queue.');
}

function jobIdOf({ params }: Request<{ id: string }>): string {
  if (/^[0-9A-Za-z-]{1,40}$/.test(params.id)) return params.id;
  throw new AppError('not-found', 'There is no such action.');
}

/** Strangers wrote it: it is handed over to be kept, never to be shown by the browser as ours. */
async function sendContent(
  content: IncomingMessage,
  id: string,
  response: Response,
): Promise<void> {
  response.status(200);
  response.setHeader('Content-Type', 'message/rfc822');
  response.setHeader('Content-Length', content.headers['content-length']!);
  response.setHeader('Content-Disposition', `attachment; filename="${id}.eml"`);
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  response.setHeader('Cache-Control', 'no-store');
  // One who goes away in the middle is no fault; what the relay cuts short ends the connection too.
  await pipeline(content, response).catch(() => response.destroy());
}
