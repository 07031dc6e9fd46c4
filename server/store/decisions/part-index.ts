/**
 * The writer's side of the index of parts of names (three characters and more).
 *
 * Promise: it follows behind the rows and never holds them up; a reader looks through the names that are
 * not in it yet one by one.
 */
import type { Db } from '../open.js';

/** Names that are indexed in one go. */
const PART = 5000;
/** Fewer wait for the next ones, so that a busy log does not write a piece of index with every batch. */
const LEAST = 500;

export interface PartIndex {
  /** Indexes some of what is new. */
  follow(): void;
  /** Takes names out that are about to be removed: those from one id to another. */
  drop(from: number, to: number): void;
}

export function partIndex(db: Db): PartIndex {
  const newest = db.prepare('SELECT max(id) FROM name').pluck();
  const indexed = db.prepare('SELECT indexed FROM numbers').pluck();
  const last = db
    .prepare('SELECT max(id) FROM (SELECT id FROM name WHERE id > ? ORDER BY id LIMIT ?)')
    .pluck();
  const add = db.prepare(
    'INSERT INTO name_part (rowid, text) SELECT id, text FROM name WHERE id > ? AND id <= ?',
  );
  const mark = db.prepare('UPDATE numbers SET indexed = ?');
  const remove = db.prepare(
    `INSERT INTO name_part (name_part, rowid, text)
     SELECT 'delete', id, text FROM name WHERE id >= ? AND id <= min(?, (SELECT indexed FROM numbers))`,
  );
  const step = db.transaction((from: number) => {
    const to = last.get(from, PART) as number | null;
    if (to === null) return;
    add.run(from, to);
    mark.run(to);
  });
  return {
    follow() {
      const from = indexed.get() as number;
      if (((newest.get() as number | null) ?? 0) - from >= LEAST) step.immediate(from);
    },
    drop(from, to) {
      remove.run(from, to);
    },
  };
}
