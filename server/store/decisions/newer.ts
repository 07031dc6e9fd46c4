/** Rows newer than a cursor, in the order in which they were decided: what a live list adds. */
import type { DecisionFilter, DecisionRow } from '../../../shared/api/decisions.js';
import type { Db } from '../open.js';
import { conditionsOf, filters } from './filter.js';
import type { RowReader } from './rows.js';

/** Rows, and the cursor to go on from. */
export interface NewerRows {
  readonly rows: readonly { readonly cursor: number; readonly row: DecisionRow }[];
  readonly cursor: number;
}

/** Rows that are looked at in one call, so that who comes back after days holds nobody up. */
const MOST_PASSED = 20_000;

export type Newer = (cursor: number, filter: DecisionFilter, limit: number) => NewerRows;

export function newer(db: Db, { rows }: RowReader): Newer {
  const termsOf = filters(db);
  const first = db.prepare('SELECT min(number) FROM decision WHERE number > ?').pluck();
  const newest = db.prepare('SELECT max(number) FROM decision').pluck();
  return (cursor, filter, limit) => {
    const from = first.get(cursor) as number | null;
    if (from === null) return { rows: [], cursor };
    const to = Math.min(newest.get() as number, from + MOST_PASSED - 1);
    const { sql, values } = conditionsOf(termsOf(filter));
    const numbers = db
      .prepare(
        `SELECT number FROM decision WHERE number >= ? AND number <= ?${sql} ORDER BY number LIMIT ?`,
      )
      .pluck()
      .all(from, to, ...values, limit) as number[];
    const found = rows(numbers).map((row, i) => ({ cursor: numbers[i]!, row }));
    return { rows: found, cursor: numbers.length < limit ? to : numbers.at(-1)! };
  };
}
