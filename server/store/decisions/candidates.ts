/**
 * Numbers of rows that may fit, newest first, from the indexes. Each index ends with the number, so one
 * value's rows are read in the log's order, and of many values only the newest need be looked at: the
 * newest N rows of all belong to the N values whose own newest row is newest.
 */
import type { Db } from '../open.js';

export type SourceColumn =
  | 'number'
  | 'verdict'
  | 'reason'
  | 'peer'
  | 'helo'
  | 'sender'
  | 'recipient'
  | 'account'
  | 'enforcement'
  | 'rule';

/** Rows that have one of these ids in that column (`rule`: that a rule matched at). */
export interface Source {
  readonly column: SourceColumn;
  readonly ids: readonly number[];
}

/** Numbers from `low` on and below `high`. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export interface Candidates {
  /** The newest `limit` numbers in the span that any of the sources has, newest first. */
  newest(sources: readonly Source[], span: Span, limit: number): number[];
  /** All numbers in the span that any of the sources has, newest first. */
  all(sources: readonly Source[], span: Span): number[];
  /** How many rows the sources have in the span, up to `most`; a row may count once for each source. */
  count(sources: readonly Source[], span: Span, most: number): number;
}

export function candidates(db: Db): Candidates {
  const statements = new Map<SourceColumn, ReturnType<typeof statementsOf>>();

  function of(column: SourceColumn): ReturnType<typeof statementsOf> {
    const known = statements.get(column) ?? statementsOf(db, column);
    statements.set(column, known);
    return known;
  }

  /** The values whose newest rows are the newest. */
  function leading({ column, ids }: Source, { low, high }: Span, limit: number): readonly number[] {
    if (ids.length <= 1) return ids;
    return of(column).leading.all(high, JSON.stringify(ids), low, limit) as number[];
  }

  return {
    newest(sources, span, limit) {
      const found = new Set<number>();
      for (const source of sources) {
        for (const id of leading(source, span, limit)) {
          const numbers = of(source.column).newest.all(id, span.high, span.low, limit) as number[];
          for (const number of numbers) found.add(number);
        }
      }
      return [...found].toSorted((a, b) => b - a).slice(0, limit);
    },
    all(sources, { low, high }) {
      const found = new Set<number>();
      for (const { column, ids } of sources) {
        for (const number of of(column).all.all(JSON.stringify(ids), high, low) as number[])
          found.add(number);
      }
      return [...found].toSorted((a, b) => b - a);
    },
    count(sources, { low, high }, most) {
      let count = 0;
      for (const { column, ids } of sources) {
        if (count >= most) break;
        count += of(column).count.get(JSON.stringify(ids), high, low, most - count) as number;
      }
      return count;
    },
  };
}

function statementsOf(db: Db, column: SourceColumn) {
  const table = column === 'rule' ? 'rule_match' : 'decision';
  // An account is indexed only where there is one.
  const value = column === 'account' ? 'account IS NOT NULL AND account' : column;
  return {
    leading: db
      .prepare(
        `SELECT id FROM (SELECT value AS id,
           (SELECT max(number) FROM ${table} WHERE ${value} = value AND number < ?) AS newest
           FROM json_each(?))
         WHERE newest >= ? ORDER BY newest DESC LIMIT ?`,
      )
      .pluck(),
    newest: db
      .prepare(
        `SELECT number FROM ${table} WHERE ${value} = ? AND number < ? AND number >= ?
         ORDER BY number DESC LIMIT ?`,
      )
      .pluck(),
    all: db
      .prepare(
        `SELECT number FROM json_each(?) CROSS JOIN ${table}
         WHERE ${value} = value AND number < ? AND number >= ?`,
      )
      .pluck(),
    count: db
      .prepare(
        `SELECT count(*) FROM (SELECT 1 FROM json_each(?) CROSS JOIN ${table}
           WHERE ${value} = value AND number < ? AND number >= ? LIMIT ?)`,
      )
      .pluck(),
  };
}
