/**
 * The rows of a long list that are in view, read in pages from wherever it is scrolled to.
 *
 * Promise: the list may hold as many as the queue does; only what is looked at is read and kept.
 * Known weakness: places count from the oldest message that matches, so rows move up when one before
 * them leaves. While `held`, what is shown is not read anew.
 */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { QueueFilter, QueueItem, QueuePage } from '../../../shared/api/queue.js';
import { getQueuePage } from '../../api/queue.js';

export interface Messages {
  /** Null until it is known. */
  readonly total: number | null;
  readonly rowAt: (index: number) => QueueItem | undefined;
  /** Those that are read around what is in view, in order. */
  readonly read: readonly QueueItem[];
  /** `read` is all that there is. */
  readonly whole: boolean;
  readonly fault: unknown;
  /** Something has changed since that is not shown. */
  readonly stale: boolean;
  readonly again: () => void;
}

export const PAGE_ROWS = 200;
const SETTLE_MS = 60;
const KEPT_MS = 30_000;
const LEAST_MS = 1000;

export function messagesKey(filter: QueueFilter) {
  return ['queue', 'messages', filter] as const;
}

/** `version` counts the changes of the queue. */
export function useMessages(
  filter: QueueFilter,
  view: { readonly first: number; readonly end: number },
  version: number,
  held: boolean,
): Messages {
  const queries = useQueryClient();
  const [from, to] = useSettled(
    Math.floor(view.first / PAGE_ROWS),
    Math.floor(Math.max(view.end - 1, view.first) / PAGE_ROWS),
  );
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const pages = useQueries({
    queries: numbers.map((number) => ({
      queryKey: [...messagesKey(filter), number],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        getQueuePage(filter, { skip: number * PAGE_ROWS, limit: PAGE_ROWS }, signal),
      staleTime: 0,
      gcTime: KEPT_MS,
      retry: false,
      refetchOnWindowFocus: false,
    })),
  });
  const again = () => void queries.invalidateQueries({ queryKey: ['queue', 'messages'] });
  const stale = useRefresh(version, held, again);
  const known = new Map<number, QueuePage>();
  for (const [i, { data }] of pages.entries()) if (data) known.set(numbers[i]!, data);
  const newest = pages
    .filter(({ data }) => data)
    .toSorted((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)[0]?.data;
  const total = newest?.total ?? null;
  const read = numbers.flatMap((number) => known.get(number)?.items ?? []);
  return {
    total,
    rowAt: (index) => known.get(Math.floor(index / PAGE_ROWS))?.items[index % PAGE_ROWS],
    read,
    whole: total !== null && read.length === total,
    fault: pages.find(({ error }) => error)?.error ?? null,
    stale,
    again,
  };
}

/** Reads anew when something has changed, at most once a second; true while that has to wait. */
function useRefresh(version: number, held: boolean, again: () => void): boolean {
  const [seen, setSeen] = useState(version);
  const last = useRef(0);
  const act = useRef(again);
  useEffect(() => {
    act.current = again;
  });
  useEffect(() => {
    if (held || seen === version) return undefined;
    const wait = Math.max(0, last.current + LEAST_MS - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      setSeen(version);
      act.current();
    }, wait);
    return () => clearTimeout(timer);
  }, [version, held, seen]);
  return held && seen !== version;
}

/** Where scrolling has come to rest: what is only passed over is not read. */
function useSettled(from: number, to: number): readonly [number, number] {
  const [settled, settle] = useState([from, to] as const);
  useEffect(() => {
    const timer = setTimeout(() => settle([from, to]), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [from, to]);
  return settled;
}
