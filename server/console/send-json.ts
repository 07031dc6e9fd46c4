/**
 * JSON answers. Written directly: an API answer is never cached, and Express would turn it into 304
 * by its ETag although the part that says what is enforced has changed.
 */
import type { Response } from 'express';

export function sendJson(response: Response, status: number, body: unknown): void {
  sendJsonText(response, status, JSON.stringify(body));
}

/** For text that is JSON already. */
export function sendJsonText(response: Response, status: number, text: string): void {
  response.status(status);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(response.req.method === 'HEAD' ? undefined : text);
}
