/**
 * One page of the log: which rows meet all filters, newest first, from a cursor on.
 *
 * Promise: a page of one filter, or of several of which one has few rows, costs what it shows and not what the
 * log holds, however deep. Any other search goes through the log in slices of some ten milliseconds, between
 * which the caller may do other work, or stop it. No read lasts longer than a slice.
 */
import type { DecisionFilter } from '../../../shared/api/decisions.js';
import type { Db } from '../open.js';
import { candidates, type Source, type Span } from './candidates.js';
import { conditionsOf, filters, type Term } from './filter.js';
import { ALL_NAMES, stretches, type Stretch } from './stretches.js';

export interface Found {
  /** Newest first. */
  readonly numbers: readonly number[];
  /** All rows from this number on have been looked at; 0 when the search has ended. */
  readonly searchedTo: number;
}

export interface Wanted {
  readonly filter: DecisionFilter;
  /** Rows below this number; Infinity for the newest. */
  readonly before: number;
  readonly limit: number;
}

/** Answers true to be given what has been found so far. */
export type Search = Generator<void, Found, boolean | undefined>;

/** Below so many rows of one filter all of them are looked at. */
const FEW = 20_000;
/** Rows looked at in one slice: by number, and one after the other. */
const PICKED = 1000;
const PASSED = 20_000;

export function searching(db: Db): (wanted: Wanted) => Search {
  const termsOf = filters(db);
  const { newest, all, count } = candidates(db);
  const byDays = stretches(db);
  // Each end by itself: both in one would read the whole table.
  const ends = db.prepare(
    'SELECT (SELECT min(number) FROM decision) AS low, (SELECT max(number) + 1 FROM decision) AS high',
  );
  const firstSince = db.prepare('SELECT min(first) FROM tally WHERE hour >= ?').pluck();
  const lastUntil = db.prepare('SELECT max(last) FROM tally WHERE hour <= ?').pluck();

  /** The numbers that can fit by time. The clock may have been set: hours say between which numbers they lie. */
  function spanOf({ since, until }: DecisionFilter, before: number): Span {
    const { low, high } = ends.get() as { low: number | null; high: number | null };
    if (low === null || high === null) return { low: 0, high: 0 };
    const first = since === undefined ? low : (firstSince.get(hourOf(since)) as number | null);
    const last = until === undefined ? high - 1 : (lastUntil.get(hourOf(until)) as number | null);
    if (first === null || last === null) return { low: 0, high: 0 };
    return { low: Math.max(low, first), high: Math.min(high, last + 1, before) };
  }

  /** The filter that leads: the one with the fewest rows. Null: none of them can be looked up. */
  function leader(terms: readonly Term[], span: Stretch): Leader | null {
    // Parts of a text mostly have few.
    const looked = terms
      .filter(({ isTime }) => !isTime)
      .toSorted((a, b) => Number(b.byDay ?? false) - Number(a.byDay ?? false))
      .map(({ sources }) => sources(span.names));
    const leading = looked.filter((sources) => sources !== null);
    const [only] = leading;
    if (!only) return null;
    if (looked.length === 1) return { sources: only, alone: true, few: false };
    let least = { sources: only, rows: count(only, span, FEW + 1) };
    for (const sources of leading.slice(1)) {
      // No further than it takes to know which has fewer.
      const rows = count(sources, span, least.rows);
      if (rows < least.rows) least = { sources, rows };
    }
    return { sources: least.sources, alone: false, few: least.rows <= FEW };
  }

  /** From the newest row on, until the page is full. Told to stop, it says how far it came. */
  function* searchStretch(
    stretch: Stretch,
    terms: readonly Term[],
    page: Page,
  ): Generator<void, number, boolean | undefined> {
    const led = leader(terms, stretch);
    const slice = !led ? PASSED : led.alone ? page.left() : PICKED;
    let { high } = stretch;
    while (high > stretch.low) {
      let low: number;
      if (led) {
        const left = { low: stretch.low, high };
        const picked = led.few ? all(led.sources, left) : newest(led.sources, left, slice);
        for (let i = 0; i < picked.length && page.left() > 0; i += PICKED) {
          page.addAmong(picked.slice(i, i + PICKED));
        }
        low = led.few || picked.length < slice ? stretch.low : picked.at(-1)!;
      } else {
        low = Math.max(stretch.low, high - slice);
        page.addBetween({ low, high });
      }
      high = low;
      if (page.left() === 0) break;
      if (high > stretch.low && (yield)) break;
    }
    return high;
  }

  return function* search({ filter, before, limit }) {
    const terms = termsOf(filter);
    const span = spanOf(filter, before);
    const page = pageOf(meeting(db, terms), limit);
    const cut = terms.some(({ byDay }) => byDay) ? byDays(span) : [{ ...span, names: ALL_NAMES }];
    for (const stretch of cut) {
      const high = yield* searchStretch(stretch, terms, page);
      if (page.left() === 0) return { numbers: page.numbers, searchedTo: page.numbers.at(-1)! };
      if (high > stretch.low || (high > span.low && (yield)))
        return { numbers: page.numbers, searchedTo: high };
    }
    return { numbers: page.numbers, searchedTo: 0 };
  };
}

/** What has been found of a page. */
interface Page {
  readonly numbers: readonly number[];
  left(): number;
  /** Those of some numbers, newest first, that meet every term. */
  addAmong(numbers: readonly number[]): void;
  addBetween(span: Span): void;
}

function pageOf(rows: ReturnType<typeof meeting>, limit: number): Page {
  const numbers: number[] = [];
  const left = () => limit - numbers.length;
  return {
    numbers,
    left,
    addAmong: (some) => numbers.push(...rows.among(some).slice(0, left())),
    addBetween: (span) => numbers.push(...rows.between(span, left())),
  };
}

interface Leader {
  readonly sources: readonly Source[];
  /** No other filter has to be met, but for the time. */
  readonly alone: boolean;
  /** Not more than `FEW` rows. */
  readonly few: boolean;
}

/** The rows that meet every term. */
function meeting(db: Db, terms: readonly Term[]) {
  const { sql: all, values } = conditionsOf(terms);
  const among = db
    .prepare(
      `SELECT number FROM decision WHERE number IN (SELECT value FROM json_each(?))${all}
       ORDER BY number DESC`,
    )
    .pluck();
  const between = db
    .prepare(
      `SELECT number FROM decision WHERE number < ? AND number >= ?${all}
       ORDER BY number DESC LIMIT ?`,
    )
    .pluck();
  return {
    among: (numbers: readonly number[]) =>
      among.all(JSON.stringify(numbers), ...values) as number[],
    between: ({ low, high }: Span, limit: number) =>
      between.all(high, low, ...values, limit) as number[],
  };
}

function hourOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 3_600_000);
}
