import {
  DECISIONS_PATH,
  DECISIONS_STREAM_PATH,
  type DecisionDetail,
  type DecisionPage,
} from '../../shared/api/decisions.js';
import { request } from './request.js';

/** Filters as they stand in the address; all that are given must hold. */
export type DecisionSearch = Readonly<Record<string, string>>;

export async function getDecisions(
  search: DecisionSearch,
  after: string | null,
  signal?: AbortSignal,
): Promise<DecisionPage> {
  const query = new URLSearchParams(search);
  if (after !== null) query.set('after', after);
  const path = `${DECISIONS_PATH}?${query}`;
  const { body } = await request<DecisionPage>('GET', path, signal ? { signal } : {});
  return body;
}

export async function getDecision(ref: string, signal?: AbortSignal): Promise<DecisionDetail> {
  const path = `${DECISIONS_PATH}/${encodeURIComponent(ref)}`;
  const { body } = await request<DecisionDetail>('GET', path, signal ? { signal } : {});
  return body;
}

export function decisionStreamPath(search: DecisionSearch): string {
  return `${DECISIONS_STREAM_PATH}?${new URLSearchParams(search)}`;
}
