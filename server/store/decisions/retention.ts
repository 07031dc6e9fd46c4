/**
 * Removes what is older, or more, than is to be kept: a slice at a time, between the batches of new rows.
 *
 * Promise: writing and reading go on meanwhile. Known weakness: by age whole days (UTC) go; sums, and names
 * that nothing refers to any more, go with the last row of their day.
 */
import type { Db } from '../open.js';
import type { PartIndex } from './part-index.js';
import { DAY_MS } from './row-writer.js';

export interface Keep {
  readonly days: number;
  /** On the disk. */
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Trimmed {
  /** About so many rows are still to go. */
  readonly left: number;
  /** There is more to do: call again. */
  readonly more: boolean;
}

/** Rows in one slice: some ten milliseconds. */
const SLICE = 500;
/** Pages given back to the file system in one slice, and how many may lie about. */
const PAGES = 256;
const MOST_FREE = 0.1;

/** `forget`: called when names have been removed, for whoever remembers their ids. */
export function retention(db: Db, parts: PartIndex, forget: () => void): (keep: Keep) => Trimmed {
  const lastOld = db.prepare('SELECT max(id) FROM log_day WHERE day < ?').pluck();
  const firstAfter = db
    .prepare('SELECT first FROM log_day WHERE id > ? ORDER BY id LIMIT 1')
    .pluck();
  const oldest = db.prepare(
    `SELECT number, rules, queue_id AS queueId FROM decision WHERE number < ? ORDER BY number LIMIT ${SLICE}`,
  );
  const removeRow = db.prepare('DELETE FROM decision WHERE number = ?');
  const removeMatch = db.prepare('DELETE FROM rule_match WHERE rule = ? AND number = ?');
  const removeFates = db.prepare('DELETE FROM fate WHERE queue_id = ?');
  const textOf = db.prepare('SELECT text FROM name WHERE id = ?').pluck();
  const idsOf = db
    .prepare(
      'SELECT id FROM name WHERE term = 1 AND text = ? COLLATE NOCASE AND text = ? AND id < ?',
    )
    .pluck();
  const firstNumber = db.prepare('SELECT min(number) FROM decision').pluck();
  const lastNumber = db.prepare('SELECT max(number) FROM decision').pluck();
  const firstDay = db.prepare('SELECT min(id) FROM log_day').pluck();
  const someSums = [
    someOf('tally', 'log_day, hour, enforcement, kind, verdict, reason, decided_by'),
    someOf('rule_day', 'rule, log_day'),
    someOf('traffic', 'log_day, peer, local_address, account, domain, form, helo'),
  ].map((sql) => db.prepare(sql));
  const nextNames = db
    .prepare('SELECT first_name FROM log_day WHERE first > ? ORDER BY first LIMIT 1')
    .pluck();
  const firstName = db.prepare('SELECT min(id) FROM name').pluck();
  const firstNameAfter = db
    .prepare('SELECT first_name FROM log_day WHERE id > ? ORDER BY id LIMIT 1')
    .pluck();
  const lastName = db.prepare('SELECT max(id) FROM name').pluck();
  const removeNames = db.prepare('DELETE FROM name WHERE id >= ? AND id <= ?');
  const removeAddresses = db.prepare('DELETE FROM peer_address WHERE id >= ? AND id <= ?');
  const removeDays = db.prepare('DELETE FROM log_day WHERE id <= ?');

  function removeRows(before: number): number {
    const rows = oldest.all(before) as {
      number: number;
      rules: number | null;
      queueId: string | null;
    }[];
    const matched = new Map<number, readonly number[]>();
    for (const { number, rules, queueId } of rows) {
      if (rules !== null) {
        const ids = matched.get(rules) ?? rulesOf(rules, number);
        matched.set(rules, ids);
        for (const rule of ids) removeMatch.run(rule, number);
      }
      if (queueId !== null) removeFates.run(queueId);
      removeRow.run(number);
    }
    return rows.length;
  }

  /** The ids of the rules in a list of them, of days that begin at that number or before. */
  function rulesOf(rules: number, number: number): readonly number[] {
    const below = (nextNames.get(number) as number | undefined) ?? Number.MAX_SAFE_INTEGER;
    const text = (textOf.get(rules) as string | undefined) ?? '';
    return text.split('\n').flatMap((rule) => idsOf.all(rule, rule, below) as number[]);
  }

  /** Takes a slice of what days without rows leave behind. */
  function removeLeftOf(lastDay: number): void {
    for (const remove of someSums) if (remove.run(lastDay).changes > 0) return;
    const end = (firstNameAfter.get(lastDay) as number | undefined) ?? Infinity;
    const from = (firstName.get() as number | null) ?? Infinity;
    if (from < end) {
      const to = Math.min(from + SLICE, end, ((lastName.get() as number | null) ?? 0) + 1) - 1;
      parts.drop(from, to);
      removeAddresses.run(from, to);
      removeNames.run(from, to);
      forget();
      return;
    }
    removeDays.run(lastDay);
  }

  function used(): { octets: number; free: number; pages: number } {
    const pages = db.pragma('page_count', { simple: true }) as number;
    const free = db.pragma('freelist_count', { simple: true }) as number;
    const size = db.pragma('page_size', { simple: true }) as number;
    return { octets: (pages - free) * size, free, pages };
  }

  function tooMany(octets: number): number {
    const rows = ((lastNumber.get() as number | null) ?? 0) - ((firstNumber.get() as number) ?? 0);
    const now = used().octets;
    return now <= octets ? 0 : Math.ceil((rows * (now - octets)) / now);
  }

  return ({ days, octets, now }) => {
    const cutoff = Math.floor(now / DAY_MS) - days;
    const old = (lastOld.get(cutoff) as number | null) ?? 0;
    const before = old === 0 ? 0 : ((firstAfter.get(old) as number | undefined) ?? Infinity);
    const first = (firstNumber.get() as number | null) ?? Infinity;
    if (first < before) {
      removeRows(before);
      const end = Math.min(before, (lastNumber.get() as number | null) ?? 0);
      const next = (firstNumber.get() as number | null) ?? end;
      return { left: Math.max(0, end - next), more: true };
    }
    if (((firstDay.get() as number | null) ?? Infinity) <= old) {
      removeLeftOf(old);
      return { left: 0, more: true };
    }
    const excess = tooMany(octets);
    if (excess > 0 && first !== Infinity) {
      const removed = removeRows(first + Math.min(SLICE, excess));
      return { left: Math.max(0, excess - removed), more: true };
    }
    const { free, pages } = used();
    const untidy = free > Math.max(PAGES, pages * MOST_FREE);
    if (untidy) db.pragma(`incremental_vacuum(${PAGES})`);
    return { left: 0, more: untidy };
  };
}

/** A statement that removes some rows of a table up to a day; `key` is its primary key. */
function someOf(table: string, key: string): string {
  const some = `SELECT ${key} FROM ${table} WHERE log_day <= ? LIMIT ${SLICE}`;
  return `DELETE FROM ${table} WHERE (${key}) IN (${some})`;
}
