/**
 * Pages of the log, newest first. A search that finds little goes on by itself, page after page, until there
 * is a page's worth of rows; it says how far back it has come, and can be stopped and gone on with.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { PAGE_ROWS, type DecisionRow } from '../../../shared/api/decisions.js';
import { getDecisions, type DecisionSearch } from '../../api/decisions.js';

export interface Pages {
  readonly rows: readonly DecisionRow[];
  /** There are older rows that have not been read. */
  readonly more: boolean;
  /** Nothing has been read yet. */
  readonly loading: boolean;
  readonly reading: boolean;
  readonly fault: unknown;
  /** Reads the next page's worth. */
  readonly older: () => void;
  /** Begins anew with the newest page; what is there stands until it has come. */
  readonly restart: () => Promise<readonly DecisionRow[]>;
  /** Again what failed. */
  readonly retry: () => void;
  /** ISO 8601: how far back was searched, where rows are few; null where they are not. */
  readonly searchedTo: string | null;
  /** It goes on by itself. */
  readonly searching: boolean;
  readonly stop: () => void;
}

export function usePages(search: DecisionSearch): Pages {
  const queries = useQueryClient();
  const key = useMemo(() => ['decisions', search], [search]);
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => getDecisions(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // Rows never change, and the stream says what has come since.
    staleTime: Infinity,
  });
  const { data, fetchNextPage, hasNextPage, isFetching, isError } = pages;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  /** How many rows there are to be before it rests, and whether it was stopped before. */
  const [goal, setGoal] = useState({ search, rows: PAGE_ROWS, stopped: false });
  const current = goal.search === search ? goal : { search, rows: PAGE_ROWS, stopped: false };
  const last = data?.pages.at(-1);
  const short = hasNextPage && last?.searchedTo !== undefined && rows.length < current.rows;
  const goesOn = short && !current.stopped && !isError;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  return {
    rows,
    more: hasNextPage || data === undefined,
    loading: pages.isPending && !current.stopped,
    reading: isFetching,
    fault: pages.error,
    older: () => {
      setGoal({ search, rows: rows.length + PAGE_ROWS, stopped: false });
      void (data ? fetchNextPage() : pages.refetch());
    },
    restart: async () => {
      setGoal({ search, rows: PAGE_ROWS, stopped: false });
      if (!data) {
        await queries.resetQueries({ queryKey: key, exact: true });
        return [];
      }
      await queries.cancelQueries({ queryKey: key, exact: true });
      const newest = await getDecisions(search, null);
      queries.setQueryData(key, { pages: [newest], pageParams: [null] });
      return newest.items;
    },
    retry: () => void (data ? fetchNextPage() : pages.refetch()),
    searchedTo: short ? (last?.searchedTo ?? null) : null,
    searching: goesOn,
    stop: () => {
      setGoal({ ...current, stopped: true });
      void queries.cancelQueries({ queryKey: key, exact: true });
    },
  };
}
