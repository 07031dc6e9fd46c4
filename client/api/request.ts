/**
 * One request to the console's API. Every fault, the network's too, comes out as an `ApiFault` with
 * the API's own words; a logon that has ended is announced to `loggedOff`.
 */
import { addressOf } from './base.js';
import type { ErrorCode, Issue } from '../../shared/api/errors.js';
import type { Finding } from '../../shared/engine/findings.js';

export class ApiFault extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode | 'offline',
    message: string,
    readonly issues: readonly Issue[] = [],
    readonly findings: readonly Finding[] = [],
  ) {
    super(message);
    this.name = 'ApiFault';
  }
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly etag: string;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** Fires `loggedoff` when an answer says that nobody is logged on. */
export const loggedOff = new EventTarget();

const OFFLINE = 'The console does not answer. Mail flows all the same.';

export async function request<T>(
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await sent(method, path, options);
  const body: unknown = await bodyOf(response);
  if (!response.ok) throw told(faultFrom(response.status, body));
  return { status: response.status, body: body as T, etag: response.headers.get('etag') ?? '' };
}

/** The beginning of a text, at most that many octets of it; the rest is not fetched. */
export async function requestText(path: string, most: number): Promise<string> {
  const response = await sent('GET', path, {});
  if (!response.ok) throw told(faultFrom(response.status, await bodyOf(response)));
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = most;
  while (left > 0) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  void reader.cancel();
  return text;
}

/** What can be said of any fault, in one sentence. */
export function faultText(fault: unknown): string {
  return fault instanceof Error ? fault.message : 'Something failed without saying why.';
}

function told(fault: ApiFault): ApiFault {
  if (fault.code === 'unauthenticated') loggedOff.dispatchEvent(new Event('loggedoff'));
  return fault;
}

async function sent(method: string, path: string, options: RequestOptions): Promise<Response> {
  const { body, ifMatch, signal } = options;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  try {
    return await fetch(addressOf(path), {
      method,
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFault(0, 'offline', OFFLINE);
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => '');
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function faultFrom(status: number, body: unknown): ApiFault {
  const { error } = (body ?? {}) as { error?: Partial<ApiFault> };
  if (!error) {
    const code = status >= 500 ? 'unavailable' : 'internal';
    return new ApiFault(status, code, `The console answered ${status} without saying why.`);
  }
  const { code = 'internal', message = `The console answered ${status}.` } = error;
  return new ApiFault(status, code, message, error.issues ?? [], error.findings ?? []);
}
