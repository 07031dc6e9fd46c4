import {
  NAME_CHECK_PATH,
  SETUP_PROGRESS_PATH,
  type CheckedNames,
  type SetupProgress,
  type SetupStep,
} from '../../shared/api/setup-progress.js';
import { request } from './request.js';

export const SETUP_KEY: readonly string[] = ['setup'];

export async function getProgress(signal?: AbortSignal): Promise<SetupProgress> {
  return (await request<SetupProgress>('GET', SETUP_PROGRESS_PATH, signal ? { signal } : {})).body;
}

export async function setProgress(change: {
  readonly step?: SetupStep;
  readonly finished?: boolean;
}): Promise<SetupProgress> {
  return (await request<SetupProgress>('PATCH', SETUP_PROGRESS_PATH, { body: change })).body;
}

/** What DNS says of this host and of some domains. */
export async function checkNames(domains: readonly string[]): Promise<CheckedNames> {
  return (await request<CheckedNames>('POST', NAME_CHECK_PATH, { body: { domains } })).body;
}
