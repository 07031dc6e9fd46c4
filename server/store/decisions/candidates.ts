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

interface Leading {
  readonly column: SourceColumn;
  readonly id: number;
  readonly newest: number;
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

  /** The values whose newest rows are the newest, with those. */
  function leading({ column, ids }: Source, { low, high }: Span, limit: number): Leading[] {
    const found =
      ids.length === 1
        ? [{ id: ids[0]!, newest: high }]
        : (of(column).leading.all(high, JSON.stringify(ids), low, limit) as Leading[]);
    return found.map((each) => ({ ...each, column }));
  }

  return {
    newest(sources, span, limit) {
      const values = sources.flatMap((source) => leading(source, span, limit));
      let found: number[] = [];
      for (const { column, id, newest } of values.toSorted((a, b) => b.newest - a.newest)) {
        // All rows of this value, and of those after it, are older than what has been found.
        if (found.length === limit && newest < found.at(-1)!) break;
        const numbers = of(column).newest.all(id, span.high, span.low, limit) as number[];
        found = [...new Set([...found, ...numbers])].toSorted((a, b) => b - a).slice(0, limit);
      }
      return found;
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
    leading: db.prepare(
      `SELECT id, newest FROM (SELECT value AS id,
           (SELECT max(number) FROM ${table} WHERE ${value} = value AND number < ?) AS newest
           FROM json_each(?))
         WHERE newest >= ? ORDER BY newest DESC LIMIT ?`,
    ),
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
