/** The control socket's questions about self-tests, under the paths of `shared/api/self-tests.ts` without `/api`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LastSelfTest } from '../../../shared/api/self-tests.js';
import { respond } from '../control-messages.js';
import type { SelfTests } from './self-tests.js';

const ROOT = '/self-tests';
const RUNNING = { problem: 'A self-test is running already: wait for it, or stop it.' };
const UNKNOWN = { problem: 'There is no such self-test: only the last one is kept.' };

/** True when the question was one of these. */
export function answerOfSelfTests(
  tests: SelfTests,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const answer = (code: number, value: object) => {
    respond(response, code, value);
    return true;
  };
  if (url === ROOT && method === 'GET') {
    return answer(200, { last: tests.last() } satisfies LastSelfTest);
  }
  if (url === ROOT && method === 'POST') {
    const begun = tests.begin();
    return answer(begun ? 200 : 503, begun ?? RUNNING);
  }
  if (!url.startsWith(`${ROOT}/`)) return false;
  const id = url.slice(ROOT.length + 1);
  if (method !== 'GET' && method !== 'DELETE') return false;
  const test = method === 'GET' ? tests.read(id) : tests.stop(id);
  return answer(test ? 200 : 404, test ?? UNKNOWN);
}
