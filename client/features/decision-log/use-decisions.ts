/**
 * The rows of the log: pages from the API, newest first, and new ones as they come.
 *
 * Promise: rows never move under the pointer. While `held`, new rows wait and are only counted. What came
 * while no stream was open is read when one is again, so nothing falls between (`live-rows.ts`).
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { getDecisions, type DecisionSearch } from '../../api/decisions.js';
import { joined, NO_LIVE_ROWS, sinceRead, withArrived, withoutWaiting } from './live-rows.js';
import { missedRows } from './missed-rows.js';
import { usePages, type Pages } from './use-pages.js';
import { useStream, type StreamState } from './use-stream.js';

export interface Decisions extends Pages {
  /** References of rows that came by themselves. */
  readonly fresh: ReadonlySet<string>;
  readonly waiting: number;
  readonly showWaiting: () => void;
  readonly stream: StreamState;
}

export function useDecisions(search: DecisionSearch, held: boolean, paused: boolean): Decisions {
  const pages = usePages(search);
  const [state, setState] = useState({ search, live: NO_LIVE_ROWS });
  // Rows of other filters have no place among these.
  const live = state.search === search ? state.live : NO_LIVE_ROWS;
  const change = (how: (now: typeof live) => typeof live) =>
    setState((now) => ({ search, live: how(now.search === search ? now.live : NO_LIVE_ROWS) }));
  const rows = useMemo(() => joined(live, pages.rows, pages.more), [live, pages.rows, pages.more]);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), [search]);

  const restart = async () => {
    const read = await pages.restart().catch(() => null);
    if (read) change((now) => sinceRead(now, read));
  };
  const readMissed = async () => {
    asking.current?.abort();
    const { signal } = (asking.current = new AbortController());
    const newest = [...live.waiting.slice(0, 1), ...rows].map(({ at }) => at).reduce(later, '');
    const known = new Set([...rows, ...live.waiting].map(({ ref }) => ref));
    try {
      const read = (after: string | null) => getDecisions(search, after, signal);
      const missed = await missedRows(read, known, newest);
      if (signal.aborted) return;
      if (missed) change((now) => withArrived(now, missed, held));
      else change((now) => ({ ...now, cut: true }));
    } catch {
      // A console that does not answer closes the stream too; the next one that opens asks again.
    }
  };
  const stream = useStream(search, paused, {
    onRows: (arrived) => change((now) => withArrived(now, arrived, held)),
    // Before anything was read, reading begins once more, so that nothing falls in between.
    onOpen: () => void (pages.rows.length === 0 && !pages.searching ? restart() : readMissed()),
  });
  const settle = !held && (live.waiting.length > 0 || live.cut);
  useEffect(() => {
    if (!settle) return;
    if (live.cut) void restart();
    else change(withoutWaiting);
    // What is to be settled is said by `settle` alone; the rest is as it is at that moment.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settle]);
  return {
    ...pages,
    rows,
    fresh: useMemo(() => new Set(live.shown.map(({ ref }: DecisionRow) => ref)), [live.shown]),
    waiting: live.waiting.length,
    showWaiting: () => (live.cut ? void restart() : change(withoutWaiting)),
    stream,
  };
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
