import { SELF_TESTS_PATH, type LastSelfTest, type SelfTest } from '../../shared/api/self-tests.js';
import { request } from './request.js';

export const SELF_TEST_KEY = ['self-test'] as const;

export async function getLastSelfTest(signal?: AbortSignal): Promise<LastSelfTest> {
  const options = signal ? { signal } : {};
  return (await request<LastSelfTest>('GET', SELF_TESTS_PATH, options)).body;
}

export async function beginSelfTest(): Promise<SelfTest> {
  return (await request<SelfTest>('POST', SELF_TESTS_PATH)).body;
}

export async function stopSelfTest(id: string): Promise<SelfTest> {
  const path = `${SELF_TESTS_PATH}/${encodeURIComponent(id)}`;
  return (await request<SelfTest>('DELETE', path)).body;
}
