/** Questions and answers on the control socket: JSON, bounded. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Throws when it is longer than `most` or no JSON. */
export async function jsonOf(request: IncomingMessage, most: number): Promise<unknown> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk as string;
    if (body.length > most) throw new Error('The question is too long.');
  }
  return JSON.parse(body) as unknown;
}

export function respond(response: ServerResponse, code: number, value: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
