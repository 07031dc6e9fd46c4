/** A list of the draft beside the stored one: its rows with their marks, which are selected, what Remove leaves. */
import { useMemo, useState } from 'react';
import { marked, REMOVED_KEY, type Marked } from './marks.js';

export interface MarkedRows<T> {
  readonly rows: readonly Marked<T>[];
  readonly selected: ReadonlySet<string>;
  readonly select: (keys: ReadonlySet<string>) => void;
  readonly chosen: readonly Marked<T>[];
  /** The place in the draft of the one selected row, or -1. */
  readonly editable: number;
  /** The selected rows are removed already: Remove puts them back. */
  readonly restores: boolean;
  /**
   * The list without the selected rows, or with them in their places again; null when none is selected.
   */
  readonly takeOut: () => T[] | null;
}

/** `keyOf` must not change from one drawing to the next. `first`: the row that a link has led to: it is selected. */
export function useMarkedRows<T>(
  base: readonly T[],
  draft: readonly T[],
  keyOf: (item: T) => string,
  first?: T,
): MarkedRows<T> {
  const [selected, select] = useState<ReadonlySet<string>>(
    () => new Set(first === undefined ? [] : [keyOf(first)]),
  );
  const led = first === undefined ? null : keyOf(first);
  const [ledBefore, setLed] = useState(led);
  if (led !== ledBefore) {
    setLed(led);
    if (led !== null) select(new Set([led]));
  }
  const rows = useMemo(() => marked(base, draft, keyOf), [base, draft, keyOf]);
  const chosen = useMemo(() => rowsIn(selected, rows), [rows, selected]);
  const restores = chosen.length > 0 && chosen.every(({ mark }) => mark === 'removed');
  const stays = ({ key, mark }: Marked<T>) =>
    restores ? mark !== 'removed' || selected.has(key) : mark !== 'removed' && !selected.has(key);
  return {
    rows,
    selected,
    select,
    chosen,
    editable: chosen.length === 1 ? chosen[0]!.index : -1,
    restores,
    takeOut: () => {
      if (chosen.length === 0) return null;
      return rows.filter(stays).map(({ item }) => item);
    },
  };
}

/** Behind the removal of 100,000 rows as many keys would be looked for in vain. */
function rowsIn<T>(
  selected: ReadonlySet<string>,
  rows: readonly Marked<T>[],
): readonly Marked<T>[] {
  const removedToo = [...selected].some((key) => key.startsWith(REMOVED_KEY));
  return rows.filter(({ key, mark }) => (removedToo || mark !== 'removed') && selected.has(key));
}
