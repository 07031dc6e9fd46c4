/** What of a long list is shown, and in which order. */
import { startTransition, useDeferredValue, useMemo, useState } from 'react';
import type { ListColumn } from './entry-list.js';

/** Shorter lists are looked over at once. */
const LONG = 20;

export interface SiftedRows<T> {
  readonly rows: readonly T[];
  /** Whether the list is long enough to be sifted. */
  readonly long: boolean;
  readonly text: string;
  /** The rows follow when there is time. */
  readonly seek: (text: string) => void;
  /** Called before something is typed: what takes a moment is done then. */
  readonly prepare: () => void;
  /** Id of the column; empty: as the list stands. */
  readonly order: string;
  readonly setOrder: (order: string) => void;
  readonly orders: readonly (readonly [id: string, title: string])[];
}

interface SiftedRowsProps<T> {
  readonly rows: readonly T[];
  readonly textOf: (row: T) => string;
  readonly columns: readonly ListColumn<T>[];
}

/** Promise: typing stays quick with 100,000 rows: they follow when there is time. */
export function useSiftedRows<T>({ rows, textOf, columns }: SiftedRowsProps<T>): SiftedRows<T> {
  const [text, setText] = useState('');
  const [order, setOrder] = useState('');
  const long = rows.length > LONG;
  const sought = long ? text.trim().toLowerCase() : '';
  const by = useDeferredValue(long ? order : '');
  const sortBy = columns.find(({ id }) => id === by)?.sortBy;
  const sorted = useMemo(() => {
    if (!sortBy) return rows;
    const keyed = rows.map((row) => ({ row, key: sortBy(row) }));
    return keyed.toSorted((a, b) => compare(a.key, b.key)).map(({ row }) => row);
  }, [rows, sortBy]);
  // eslint-disable-next-line react/exhaustive-deps -- `textOf` says the same of the same rows
  const texts = useMemo(() => textsOnce(sorted, textOf), [sorted]);
  const shown = useMemo(
    () => (sought === '' ? sorted : sorted.filter((_, i) => texts()[i]!.includes(sought))),
    [sorted, texts, sought],
  );
  const orders = columns.flatMap(({ id, title, sortBy: key }) =>
    key ? [[id, title] as const] : [],
  );
  const prepare = () => void texts();
  const seek = (wanted: string) => startTransition(() => setText(wanted));
  return { rows: shown, long, text, seek, prepare, order, setOrder, orders };
}

/** What the filter looks through: made when it is first wanted, since most lists are never filtered. */
function textsOnce<T>(rows: readonly T[], textOf: (row: T) => string): () => readonly string[] {
  let texts: readonly string[] | null = null;
  return () => (texts ??= rows.map((row) => textOf(row).toLowerCase()));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
