/**
 * What the console asks of the relay, over the relay's control socket (HTTP on a Unix socket).
 *
 * Promise: answers at once when no relay listens there, and never waits longer than its bound.
 */
import { request } from 'node:http';
import type { RelayStatus } from '../../shared/api/status.js';

/** How long Apply waits for the relay (DESIGN section 6). */
export const ENFORCE_MS = 5000;
const STATUS_MS = 1000;
const MOST_BYTES = 4 * 1024 * 1024;

/** The relay's answer, or why there is none, in one sentence. */
export type RelayAnswer =
  | { readonly ok: true; readonly status: RelayStatus }
  /** `late`: somebody listens there and does not answer. */
  | { readonly ok: false; readonly problem: string; readonly late?: boolean };

export interface RelayControl {
  status(): Promise<RelayAnswer>;
  /** Resolves once the relay uses both numbers, or says why it does not. */
  enforce(numbers: { revision: number; delivery: number }): Promise<RelayAnswer>;
}

/** `path` of the socket; `enforceMs` is the bound of `enforce`. */
export function relayControl(path: string, enforceMs = ENFORCE_MS): RelayControl {
  return {
    status: () => ask(path, 'GET', '/status', null, STATUS_MS),
    enforce: (numbers) => ask(path, 'POST', '/enforce', numbers, enforceMs),
  };
}

function ask(
  socketPath: string,
  method: string,
  path: string,
  body: unknown,
  milliseconds: number,
): Promise<RelayAnswer> {
  const text = body === null ? '' : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve) => {
    const late = AbortSignal.timeout(milliseconds);
    const failed = (error: Error) =>
      resolve({
        ok: false,
        problem: sentence(error, milliseconds, late.aborted),
        late: late.aborted,
      });
    const call = request({ socketPath, method, path, headers, signal: late }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
        if (answer.length > MOST_BYTES) call.destroy(new Error('its answer is too long'));
      });
      response.on('end', () => resolve(readAnswer(response.statusCode ?? 0, answer)));
      response.on('error', failed);
    });
    call.on('error', failed);
    call.end(text);
  });
}

function readAnswer(code: number, text: string): RelayAnswer {
  const body = parse(text);
  if (code === 200 && body) return { ok: true, status: body as unknown as RelayStatus };
  const problem = body?.['problem'];
  return {
    ok: false,
    problem: typeof problem === 'string' ? problem : `The relay answered ${code}.`,
  };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function sentence(error: Error, milliseconds: number, late: boolean): string {
  if (late) return `The relay has not answered within ${milliseconds / 1000} s.`;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'The relay is not running.';
  return `The relay does not answer: ${code ?? error.message}.`;
}
