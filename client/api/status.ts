import { STATUS_PATH, type Status } from '../../shared/api/status.js';
import { request } from './request.js';

/** What is kept of the answer. */
export const STATUS_KEY = ['status'] as const;

export async function getStatus(signal?: AbortSignal): Promise<Status> {
  const { body } = await request<Status>('GET', STATUS_PATH, signal ? { signal } : {});
  return body;
}
