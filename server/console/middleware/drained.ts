/**
 * Takes in and forgets the rest of a request's body. Many clients (Python's among them) read an answer
 * only once they have sent everything: one who is refused in the middle would see a broken connection
 * instead of the reason.
 */
import type { Request } from 'express';

const MOST_OCTETS = 64 * 1024 * 1024;
const IDLE_MS = 1000;

/** Resolves when the body has ended, too much has come, or nothing comes any more. */
export function drained(request: Request): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let octets = 0;
    const done = (): void => {
      clearTimeout(idle);
      request.off('data', take).off('end', done).off('close', done);
      resolve();
    };
    const idle = setTimeout(done, IDLE_MS);
    const take = (chunk: Buffer): void => {
      octets += chunk.length;
      idle.refresh();
      if (octets > MOST_OCTETS) done();
    };
    request.on('data', take).on('end', done).on('close', done).resume();
  });
}
