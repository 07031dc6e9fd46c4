/**
 * Rows that came by themselves, beside those that were read: which are shown, which wait, and whether they
 * still join on to one another. Pure.
 *
 * Promise: the list has no gap and no double. Each row stands once, by its reference. Live rows that are
 * older than all that was read, while there is more to read, are left for reading: between them and what was
 * read there may be others. Where more came than are kept, `cut` says that reading has to begin anew.
 */
import type { DecisionRow } from '../../../shared/api/decisions.js';

export interface LiveRows {
  /** Newest first. */
  readonly shown: readonly DecisionRow[];
  readonly waiting: readonly DecisionRow[];
  /** More have come than are kept: what is shown does not join on to what comes next. */
  readonly cut: boolean;
}

export const NO_LIVE_ROWS: LiveRows = { shown: [], waiting: [], cut: false };
export const MOST_LIVE = 2000;

/** `rows` newest first. While the list is held they wait. */
export function withArrived(live: LiveRows, rows: readonly DecisionRow[], held: boolean): LiveRows {
  const known = new Set([...live.shown, ...live.waiting].map(({ ref }) => ref));
  const fresh = rows.filter(({ ref }) => !known.has(ref));
  if (fresh.length === 0) return live;
  const all = byTime([...fresh, ...live.waiting, ...(held ? [] : live.shown)]);
  const cut = live.cut || all.length > MOST_LIVE;
  const kept = all.slice(0, MOST_LIVE);
  return held ? { shown: live.shown, waiting: kept, cut } : { shown: kept, waiting: [], cut };
}

export function withoutWaiting({ shown, waiting, cut }: LiveRows): LiveRows {
  return { shown: [...waiting, ...shown], waiting: [], cut };
}

/** What is kept of them once the newest rows have been read anew. */
export function sinceRead(live: LiveRows, read: readonly DecisionRow[]): LiveRows {
  const oldest = read.at(-1)?.at ?? '';
  const shown = [...live.waiting, ...live.shown].filter(({ at }) => at >= oldest);
  return { shown, waiting: [], cut: false };
}

/** All rows of the list, newest first. `more`: there are older ones that have not been read. */
export function joined(
  live: LiveRows,
  read: readonly DecisionRow[],
  more: boolean,
): readonly DecisionRow[] {
  const waiting = new Set(live.waiting.map(({ ref }) => ref));
  const oldest = more ? (read.at(-1)?.at ?? '') : '';
  const rows = new Map<string, DecisionRow>();
  for (const row of live.shown) if (row.at >= oldest) rows.set(row.ref, row);
  for (const row of read) if (!waiting.has(row.ref)) rows.set(row.ref, row);
  return byTime([...rows.values()]);
}

function byTime(rows: readonly DecisionRow[]): readonly DecisionRow[] {
  return rows.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
