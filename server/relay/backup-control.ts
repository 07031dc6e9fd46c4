/** The control socket's questions about what the relay gives to a backup: `/backup` and `/backup/<id>`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { jsonOf, respond } from './control-messages.js';
import type { Snapshots } from './queue/snapshots.js';

const requestSchema = z.strictObject({
  queue: z.boolean(),
  log: z.boolean(),
  keyFile: z.string().max(4096),
});
const MOST_BODY = 16 * 1024;
const UNKNOWN = {
  problem: 'There is no such backup: the relay may have been restarted meanwhile.',
};

/** True when the question was one of these. */
export async function answerOfBackup(
  snapshots: Snapshots,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [root, id, ...more] = (request.url ?? '/').slice(1).split('/');
  if (root !== 'backup' || more.length > 0) return false;
  if (request.method === 'POST' && id === undefined) {
    const asked = requestSchema.parse(await jsonOf(request, MOST_BODY));
    respond(response, 200, await snapshots.begin(asked));
    return true;
  }
  if (id === undefined || !['GET', 'DELETE'].includes(request.method ?? '')) return false;
  const state = snapshots.state(id);
  if (request.method === 'DELETE') await snapshots.end(id);
  respond(response, state ? 200 : 404, state ?? UNKNOWN);
  return true;
}
