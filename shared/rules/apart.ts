/** Where two lists of the same origin differ: what they share as the same objects at either end is passed over. */
export interface Apart<T> {
  /** How many entries both begin with, and how many both end with. */
  readonly start: number;
  readonly end: number;
  /** What stands between, in one and in the other. */
  readonly before: readonly T[];
  readonly after: readonly T[];
}

export function apart<T>(a: readonly T[], b: readonly T[]): Apart<T> {
  const shorter = Math.min(a.length, b.length);
  if (a === b) return { start: shorter, end: 0, before: [], after: [] };
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return {
    start,
    end,
    before: a.slice(start, a.length - end),
    after: b.slice(start, b.length - end),
  };
}
