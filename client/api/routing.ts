import {
  ROUTING_PATH,
  WATCH_PATH,
  type RoutingDocument,
  type WatchWish,
} from '../../shared/api/routing.js';
import type { Rules } from '../../shared/rules/schema.js';
import { request, type Answer } from './request.js';

/** A document as it was read, with the tag that its replacement must name. */
export interface Loaded<T> {
  readonly document: T;
  readonly etag: string;
}

export interface PutRouting {
  readonly rules: Rules;
  readonly note?: string;
  readonly confirm?: readonly string[];
  readonly watchFor?: WatchWish;
}

export async function getRouting(signal?: AbortSignal): Promise<Loaded<RoutingDocument>> {
  return loaded(await request('GET', ROUTING_PATH, signal ? { signal } : {}));
}

/** 200 once the relay enforces it; 202 when it is stored and not in force yet (`enforced.problem`). */
export function putRouting(body: PutRouting, ifMatch: string): Promise<Answer<RoutingDocument>> {
  return request('PUT', ROUTING_PATH, { body, ifMatch });
}

/** Ends the watch, or what is said of it: the newest revision stays. */
export async function endWatch(): Promise<void> {
  await request('DELETE', WATCH_PATH);
}

export function loaded<T>({ body, etag }: Answer<T>): Loaded<T> {
  return { document: body, etag };
}
