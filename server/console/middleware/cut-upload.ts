/**
 * Ends uploads that nobody reads any more. A refusal is sent before the body has arrived; the sender is
 * given a while to notice, since a connection that is cut at once loses the answer as well.
 */
import type { RequestHandler } from 'express';

const LINGER_MS = 30_000;

export function cutUpload(lingerMs = LINGER_MS): RequestHandler {
  return (request, response, next) => {
    response.on('finish', () => {
      if (request.complete) return;
      const timer = setTimeout(() => request.socket.destroy(), lingerMs);
      const done = () => clearTimeout(timer);
      request.once('end', done).once('close', done);
    });
    next();
  };
}
