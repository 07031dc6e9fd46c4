import { STATUS_PATH, type Status } from '../../shared/api/status.js';
import { request } from './request.js';

export async function getStatus(signal?: AbortSignal): Promise<Status> {
  const { body } = await request<Status>('GET', STATUS_PATH, signal ? { signal } : {});
  return body;
}
