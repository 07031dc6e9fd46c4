import {
  DECISIONS_PATH,
  DECISIONS_STREAM_PATH,
  type DecisionDetail,
  type DecisionPage,
  type Explanation,
  type ExportFormat,
  type ExportProgress,
  type LogExtent,
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
  return got(`${DECISIONS_PATH}?${query}`, signal);
}

export async function getDecision(ref: string, signal?: AbortSignal): Promise<DecisionDetail> {
  return got(decisionPath(ref), signal);
}

/** What stands behind a decision; slower than the decision itself. */
export async function getExplanation(ref: string, signal?: AbortSignal): Promise<Explanation> {
  return got(`${decisionPath(ref)}/explanation`, signal);
}

/** How large the log is, and what is being removed from it. */
export async function getExtent(signal?: AbortSignal): Promise<LogExtent> {
  return got(`${DECISIONS_PATH}/extent`, signal);
}

export function decisionStreamPath(search: DecisionSearch): string {
  return `${DECISIONS_STREAM_PATH}?${new URLSearchParams(search)}`;
}

/** Where the browser fetches the file from; `id` is what its progress is asked by. */
export function exportPath(search: DecisionSearch, format: ExportFormat, id: string): string {
  return `${DECISIONS_PATH}/export?${new URLSearchParams({ ...search, format, id })}`;
}

export async function getExport(id: string, signal?: AbortSignal): Promise<ExportProgress> {
  return got(runningExportPath(id), signal);
}

export async function stopExport(id: string): Promise<void> {
  await request('DELETE', runningExportPath(id));
}

function decisionPath(ref: string): string {
  return `${DECISIONS_PATH}/${encodeURIComponent(ref)}`;
}

function runningExportPath(id: string): string {
  return `${DECISIONS_PATH}/exports/${encodeURIComponent(id)}`;
}

async function got<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request<T>('GET', path, signal ? { signal } : {})).body;
}
