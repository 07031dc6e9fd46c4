/**
 * Says an alert to a web address: POST with JSON.
 *
 * Promise: it ends in its time, follows no redirection, and tells nobody more of the answer than its status: the
 * address may be a neighbour's that says secrets.
 */
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Alerts } from '../../../shared/api/alerts.js';
import { isOffLimits, offLimitsText } from '../../../shared/address/off-limits.js';
import { faultWords } from './fault-words.js';
import { guardedLookup } from './guarded-lookup.js';
import type { AlertMessage, WayResult } from './message.js';

const WITHIN_MS = 10_000;

export async function sendToWebhook(
  { url, token }: NonNullable<Alerts['webhook']>,
  message: AlertMessage,
  signal: AbortSignal,
): Promise<WayResult> {
  if (token !== undefined && typeof token !== 'string') {
    return failed('The stored token cannot be read: enter it again.');
  }
  const { hostname, protocol } = new URL(url);
  if (isOffLimits(hostname)) return failed(offLimitsText(hostname));
  const body = JSON.stringify(message);
  const late = AbortSignal.timeout(WITHIN_MS);
  try {
    const code = await post(new URL(url), protocol === 'https:', body, {
      signal: AbortSignal.any([signal, late]),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Gatepost',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    if (code >= 200 && code < 300) return { ok: true, text: `It answered ${code}.`, lines: [] };
    const redirected = code >= 300 && code < 400 ? ': redirections are not followed' : '';
    return failed(`It answered ${code}${redirected}.`);
  } catch (error) {
    if (late.aborted) return failed(`It has not answered within ${WITHIN_MS / 1000} s.`);
    return failed(faultWords(error));
  }
}

interface PostOptions {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
}

function post(url: URL, secure: boolean, body: string, options: PostOptions): Promise<number> {
  const request = secure ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', lookup: guardedLookup, agent: false, ...options },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

function failed(text: string): WayResult {
  return { ok: false, text, lines: [] };
}
