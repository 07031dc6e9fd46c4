/** The control socket's questions about the queue, under the paths of `shared/api/queue.ts` without `/api`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { queueActionSchema, queueQuerySchema, type QueueFilter } from '../../shared/api/queue.js';
import { jsonOf, respond } from './control-messages.js';
import type { BodySource } from './queue/courier.js';
import type { Desk } from './queue/desk.js';

const actSchema = queueActionSchema.extend({
  by: z.string().max(200),
  /** Milliseconds that the answer may wait for the end of it. */
  within: z.int().min(0).max(10_000),
});
const MOST_ACTION = 1024 * 1024;
const UNKNOWN = { problem: 'There is no such message in the queue.' };
const UNKNOWN_ACTION = { problem: 'There is no such action, or it was long ago.' };

/** True when the question was one of these. */
export async function answerOfQueue(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://relay');
  const [root, first, second, ...more] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  if (root !== 'queue' || more.length > 0) return false;
  const asked = `${request.method} ${first === undefined ? '' : second === undefined ? 'one' : 'two'}`;
  const unknown = first === 'actions' ? UNKNOWN_ACTION : UNKNOWN;
  const answer = (value: unknown) =>
    respond(response, value === null ? 404 : 200, value ?? unknown);
  if (asked === 'GET ') {
    const { after, skip, limit, ...filter } = queueQuerySchema.parse(
      Object.fromEntries(url.searchParams),
    );
    answer(await desk.page(filter as QueueFilter, { after, skip, limit }));
  } else if (asked === 'GET one' && first === 'overview') answer(await desk.overview());
  else if (asked === 'POST one' && first === 'actions') {
    const { by, within, ...action } = actSchema.parse(await jsonOf(request, MOST_ACTION));
    answer(await desk.act(action, by, within));
  } else if (asked === 'GET two' && first === 'actions') answer(desk.job(second!));
  else if (asked === 'DELETE two' && first === 'actions') answer(desk.stopJob(second!));
  else if (asked === 'GET one') answer(await desk.message(first!));
  else if (asked === 'GET two' && second === 'content') await sendContent(desk, first!, response);
  else return false;
  return true;
}

async function sendContent(desk: Desk, id: string, response: ServerResponse): Promise<void> {
  const content = await desk.content(id);
  if (!content) return respond(response, 404, UNKNOWN);
  response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': content.size });
  const source = Readable.from(copies(content.source));
  // A peer that goes away in the middle is nobody's fault; the connection is gone with it.
  await pipeline(source, response).catch(() => response.destroy());
}

/** A stream reads ahead of what it gives on. */
async function* copies(source: BodySource): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(source)) yield source;
  else for await (const piece of source) yield Buffer.from(piece);
}
