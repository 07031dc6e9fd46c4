/**
 * The rows of the log: pages from the API, newest first, and new ones as they come.
 *
 * Promise: rows never move under the pointer. While `held`, new rows wait and are only counted. The
 * first page is read after the stream is open, so nothing falls between the two.
 */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { getDecisions, type DecisionSearch } from '../../api/decisions.js';
import { useStream, type StreamState } from './use-stream.js';

export interface Decisions {
  readonly rows: readonly DecisionRow[];
  /** References of rows that came by themselves. */
  readonly fresh: ReadonlySet<string>;
  readonly waiting: number;
  readonly showWaiting: () => void;
  readonly stream: StreamState;
  readonly loading: boolean;
  readonly fault: unknown;
  readonly retry: () => void;
  readonly older: (() => void) | null;
  readonly readingOlder: boolean;
}

const MOST_LIVE = 2000;

export function useDecisions(search: DecisionSearch, held: boolean, paused: boolean): Decisions {
  const [live, setLive] = useState<readonly DecisionRow[]>([]);
  /** How many of the live rows are shown: the newest ones stand first. */
  const [waiting, setWaiting] = useState(0);
  const pages = useInfiniteQuery({
    queryKey: ['decisions', search],
    queryFn: ({ pageParam, signal }) => getDecisions(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
    staleTime: 0,
  });
  const { refetch, fetchNextPage, hasNextPage } = pages;
  const arrived = useCallback(
    (rows: readonly DecisionRow[]) => {
      setLive((now) => [...rows, ...now].slice(0, MOST_LIVE));
      if (held) setWaiting((now) => Math.min(now + rows.length, MOST_LIVE));
    },
    [held],
  );
  const opened = useCallback(() => void refetch(), [refetch]);
  const stream = useStream(search, paused, arrived, opened);
  if (!held && waiting > 0) setWaiting(0);
  const shown = useMemo(() => live.slice(waiting), [live, waiting]);
  const hidden = useMemo(
    () => new Set(live.slice(0, waiting).map(({ ref }) => ref)),
    [live, waiting],
  );
  const rows = useMemo(
    () => together(shown, pages.data?.pages.flatMap(({ items }) => items) ?? [], hidden),
    [shown, hidden, pages.data],
  );
  return {
    rows,
    fresh: useMemo(() => new Set(shown.map(({ ref }) => ref)), [shown]),
    waiting,
    showWaiting: () => setWaiting(0),
    stream,
    loading: pages.isPending,
    fault: pages.error,
    retry: opened,
    older: hasNextPage ? () => void fetchNextPage() : null,
    readingOlder: pages.isFetchingNextPage,
  };
}

/** Each row once, newest first. */
function together(
  live: readonly DecisionRow[],
  read: readonly DecisionRow[],
  hidden: ReadonlySet<string>,
): readonly DecisionRow[] {
  const rows = new Map<string, DecisionRow>();
  for (const row of [...live, ...read]) if (!hidden.has(row.ref)) rows.set(row.ref, row);
  return [...rows.values()].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
