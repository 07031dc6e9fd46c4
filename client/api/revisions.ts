import {
  REVISIONS_PATH,
  type RevisionDetail,
  type RevisionPage,
} from '../../shared/api/revisions.js';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { request, type Answer } from './request.js';

export async function getRevisions(
  after: string | null,
  signal?: AbortSignal,
): Promise<RevisionPage> {
  const query = after === null ? '' : `?${new URLSearchParams({ after })}`;
  const options = signal ? { signal } : {};
  return (await request<RevisionPage>('GET', REVISIONS_PATH + query, options)).body;
}

/** `from` null: the difference from the revision before. */
export async function getRevision(
  revision: number,
  from: number | null,
  signal?: AbortSignal,
): Promise<RevisionDetail> {
  const path = `${REVISIONS_PATH}/${revision}${from === null ? '' : `?from=${from}`}`;
  return (await request<RevisionDetail>('GET', path, signal ? { signal } : {})).body;
}

/** Answers as an Apply does: 202 when it is stored and not in force yet. */
export function restoreRevision(
  revision: number,
  body: { readonly note?: string; readonly confirm?: readonly string[] },
  ifMatch: string,
): Promise<Answer<RoutingDocument>> {
  return request('POST', `${REVISIONS_PATH}/${revision}/restore`, { body, ifMatch });
}
