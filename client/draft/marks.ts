/** A list as the draft has it, with what it adds, changes and removes; removed entries stay in place until Apply. */
import { apart } from '../../shared/rules/apart.js';
import { same } from '../../shared/rules/same.js';

export type Mark = 'same' | 'added' | 'changed' | 'removed';

/** The key of a removed entry begins so: the same entry may have been added anew. */
export const REMOVED_KEY = 'removed ';

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
  const { start, before: old, after: now } = apart(base, draft);
  // Where all is removed there is nothing to compare with.
  const before = new Map(now.length > 0 ? old.map((item) => [keyOf(item), item]) : []);
  const gone = removedAfter(old, new Set(now.map(keyOf)), keyOf);
  const rows: Marked<T>[] = [];
  const addGone = (after: string | null) => {
    for (const item of gone.get(after) ?? []) {
      rows.push({ key: REMOVED_KEY + keyOf(item), item, mark: 'removed', index: -1 });
    }
  };
  const addSame = (from: number, to: number) => {
    for (let index = from; index < to; index += 1) {
      const item = draft[index]!;
      rows.push({ key: keyOf(item), item, mark: 'same', index });
    }
  };
  addSame(0, start);
  addGone(null);
  for (const [i, item] of now.entries()) {
    const index = start + i;
    const key = keyOf(item);
    const was = before.get(key);
    const mark = was === undefined ? 'added' : same(was, item) ? 'same' : 'changed';
    rows.push({ key, item, mark, index });
    addGone(key);
  }
  addSame(start + now.length, draft.length);
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
