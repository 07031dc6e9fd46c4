/**
 * The log cut into stretches of days, newest first: what is found in one is shown before the next is read.
 *
 * Promise: the rows of a stretch refer only to the names that it says. A row may come late, when the next day
 * has begun, so names of that day are among them.
 */
import type { Db } from '../open.js';
import type { Span } from './candidates.js';

/** Numbers of rows. */
export interface Stretch extends Span {
  /** Ids of the names that they can refer to. */
  readonly names: Span;
}

/** What is not found soon is seldom: then more days at once cost less. */
const MOST_DAYS = 16;

export const ALL_NAMES: Span = { low: 0, high: Number.MAX_SAFE_INTEGER };

export function stretches(db: Db): (span: Span) => Generator<Stretch, void, void> {
  const newestFirst = db.prepare('SELECT first, first_name AS name FROM log_day ORDER BY id DESC');
  return function* cut({ low, high }) {
    const days = newestFirst.all() as { first: number; name: number }[];
    let left = high;
    let size = 1;
    for (let from = 0; from < days.length && left > low;) {
      const some = days.slice(from, from + size);
      const isLast = from + size >= days.length;
      const first = isLast ? low : Math.max(low, Math.min(...some.map((day) => day.first)));
      if (first < left) {
        // Of the day before it in this list too, and of all after the newest.
        const end = days[from - 2]?.name ?? ALL_NAMES.high;
        yield { low: first, high: left, names: { low: some.at(-1)!.name, high: end } };
        left = first;
        size = Math.min(size * 2, MOST_DAYS);
      }
      from += some.length;
    }
  };
}
