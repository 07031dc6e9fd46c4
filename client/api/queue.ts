import {
  QUEUE_ACTIONS_PATH,
  QUEUE_OVERVIEW_PATH,
  QUEUE_PATH,
  type QueueActionRequest,
  type QueueFilter,
  type QueueJob,
  type QueueMessage,
  type QueueOverview,
  type QueuePage,
} from '../../shared/api/queue.js';
import { request } from './request.js';

export const QUEUE_STREAM_PATH = `${QUEUE_OVERVIEW_PATH}/stream`;

export async function getOverview(signal?: AbortSignal): Promise<QueueOverview> {
  return got(QUEUE_OVERVIEW_PATH, signal);
}

/** `skip`: how many of those that match stand before the page. */
export async function getQueuePage(
  filter: QueueFilter,
  { skip, limit }: { skip: number; limit: number },
  signal?: AbortSignal,
): Promise<QueuePage> {
  const query = new URLSearchParams(filter as Record<string, string>);
  query.set('skip', String(skip));
  query.set('limit', String(limit));
  return got(`${QUEUE_PATH}?${query}`, signal);
}

export async function getMessage(id: string, signal?: AbortSignal): Promise<QueueMessage> {
  return got(`${QUEUE_PATH}/${encodeURIComponent(id)}`, signal);
}

/** Where a message itself is to be had. Each reading is noted in the audit trail. */
export function contentPath(id: string): string {
  return `${QUEUE_PATH}/${encodeURIComponent(id)}/content`;
}

export async function actOnQueue(action: QueueActionRequest): Promise<QueueJob> {
  return (await request<QueueJob>('POST', QUEUE_ACTIONS_PATH, { body: action })).body;
}

export async function getJob(id: string): Promise<QueueJob> {
  return got(`${QUEUE_ACTIONS_PATH}/${encodeURIComponent(id)}`);
}

export async function stopJob(id: string): Promise<QueueJob> {
  const path = `${QUEUE_ACTIONS_PATH}/${encodeURIComponent(id)}`;
  return (await request<QueueJob>('DELETE', path)).body;
}

async function got<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request<T>('GET', path, signal ? { signal } : {})).body;
}
