/** What of a long list is shown, and in which order. */
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ListColumn } from './entry-list.js';

/** Shorter lists are looked over at once. */
const LONG = 20;
/** More rows than this follow when typing pauses, for so many milliseconds. */
const MANY = 5000;
const PAUSE_MS = 150;

export interface SiftedRows<T> {
  readonly rows: readonly T[];
  /** Whether the list is long enough to be sifted. */
  readonly long: boolean;
  readonly text: string;
  /** The rows follow: at once, or where there are many when typing pauses. */
  readonly seek: (text: string) => void;
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

/** Promise: typing stays quick with 100,000 rows: they follow when it pauses. */
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
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const seek = (wanted: string) => {
    clearTimeout(timer.current);
    if (rows.length < MANY) setText(wanted);
    else timer.current = setTimeout(() => setText(wanted), PAUSE_MS);
  };
  return { rows: shown, long, text, seek, order, setOrder, orders };
}

/** What the filter looks through: made when it is first wanted, since most lists are never filtered. */
function textsOnce<T>(rows: readonly T[], textOf: (row: T) => string): () => readonly string[] {
  let texts: readonly string[] | null = null;
  return () => (texts ??= rows.map((row) => textOf(row).toLowerCase()));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
