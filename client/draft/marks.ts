/** A list as the draft has it, with what it adds, changes and removes; removed entries stay in place until Apply. */
import { same } from './same.js';

export type Mark = 'same' | 'added' | 'changed' | 'removed';

export interface Marked<T> {
  readonly key: string;
  readonly item: T;
  readonly mark: Mark;
  /** The place in the draft; -1 for what it removes. */
  readonly index: number;
}

export function marked<T>(
  base: readonly T[],
  draft: readonly T[],
  keyOf: (item: T) => string,
): readonly Marked<T>[] {
  const before = new Map(base.map((item) => [keyOf(item), item]));
  const kept = new Set(draft.map(keyOf));
  const rows: Marked<T>[] = [];
  const gone = removedAfter(base, kept, keyOf);
  const addGone = (after: string | null) => {
    for (const item of gone.get(after) ?? []) {
      rows.push({ key: `removed ${keyOf(item)}`, item, mark: 'removed', index: -1 });
    }
  };
  addGone(null);
  for (const [index, item] of draft.entries()) {
    const key = keyOf(item);
    const was = before.get(key);
    const mark = was === undefined ? 'added' : same(was, item) ? 'same' : 'changed';
    rows.push({ key, item, mark, index });
    addGone(key);
  }
  return rows;
}

/** Removed entries under the key of the kept one that they stood behind. */
function removedAfter<T>(
  base: readonly T[],
  kept: ReadonlySet<string>,
  keyOf: (item: T) => string,
): ReadonlyMap<string | null, T[]> {
  const gone = new Map<string | null, T[]>();
  let last: string | null = null;
  for (const item of base) {
    const key = keyOf(item);
    if (kept.has(key)) {
      last = key;
      continue;
    }
    const behind = gone.get(last);
    if (behind) behind.push(item);
    else gone.set(last, [item]);
  }
  return gone;
}
