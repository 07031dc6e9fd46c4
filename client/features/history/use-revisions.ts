/** The revisions, newest first, page by page; read anew when there is a newer one. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { RevisionSummary } from '../../../shared/api/revisions.js';
import { getRevisions } from '../../api/revisions.js';

export interface Revisions {
  readonly items: readonly RevisionSummary[];
  readonly loading: boolean;
  readonly fault: unknown;
  readonly retry: () => void;
  /** Reads the next, older page; null on the last. */
  readonly older: (() => void) | null;
  readonly readingOlder: boolean;
}

const NONE: readonly RevisionSummary[] = [];

export function useRevisions(newest: number): Revisions {
  const pages = useInfiniteQuery({
    queryKey: ['revisions', newest],
    queryFn: ({ pageParam, signal }) => getRevisions(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const { data, isPending, error, refetch, hasNextPage, isFetchingNextPage } = pages;
  return {
    items: data?.pages.flatMap(({ items }) => items) ?? NONE,
    loading: isPending,
    fault: error,
    retry: () => void refetch(),
    older: hasNextPage ? () => void pages.fetchNextPage() : null,
    readingOlder: isFetchingNextPage,
  };
}
