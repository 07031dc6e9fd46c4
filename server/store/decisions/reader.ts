/**
 * Reads the decision log. Each call is one short read, so that the relay's writer is never held up; what
 * takes longer is a generator, with a short read in each step.
 */
import type { DecisionFilter, DecisionPage, Fate } from '../../../shared/api/decisions.js';
import { numberFromReference, referenceFromNumber } from '../../../shared/smtp/reference.js';
import { openReader, type Db } from '../open.js';
import { hours, type Hours } from './hours.js';
import { newer, type Newer } from './newer.js';
import { peers, type Peers } from './peers.js';
import { rowReader, type FoundDecision, type RowReader } from './rows.js';
import { searching } from './search.js';
import { trafficReader, type TrafficReader } from './traffic.js';
import { use, type Use } from './use.js';

/** A page being looked for: answered true between two steps, it gives what it has found so far. */
export type PageSearch = Generator<void, DecisionPage, boolean | undefined>;

export interface PageWanted {
  readonly filter: DecisionFilter;
  /** A cursor of an earlier page. */
  readonly after: string | null;
  readonly limit: number;
}

/** Pages of the log in memory: a search goes to and fro in them. */
const CACHE_KIB = 32_768;

export class DecisionReader {
  readonly peers: Peers;
  readonly use: Use;
  readonly hours: Hours;
  readonly traffic: TrafficReader;
  /** At most `limit` rows decided after the cursor, in the order in which they were decided. */
  readonly newer: Newer;
  readonly #db: Db;
  readonly #rows: RowReader;
  readonly #search: ReturnType<typeof searching>;

  private constructor(db: Db) {
    this.#db = db;
    this.#rows = rowReader(db);
    this.#search = searching(db);
    this.newer = newer(db, this.#rows);
    this.peers = peers(db, this.#rows);
    this.use = use(db);
    this.hours = hours(db, this.#rows);
    this.traffic = trafficReader(db);
  }

  /** Null when there is no log yet. */
  static open(path: string): DecisionReader | null {
    const db = openReader(path);
    db?.pragma(`cache_size = -${CACHE_KIB}`);
    return db && new DecisionReader(db);
  }

  /** Rows older than the cursor, newest first. */
  *page({ filter, after, limit }: PageWanted): PageSearch {
    const before = after === null ? Infinity : (numberFromReference(after) ?? 0);
    const { numbers, searchedTo } = yield* this.#search({ filter, before, limit: limit + 1 });
    const items = this.#rows.rows(numbers.slice(0, limit));
    if (numbers.length > limit) return { items, next: referenceFromNumber(numbers[limit - 1]!) };
    if (searchedTo === 0) return { items, next: null };
    return { items, next: referenceFromNumber(searchedTo), ...this.#reached(searchedTo) };
  }

  find(ref: string): FoundDecision | null {
    const number = numberFromReference(ref);
    return number === null ? null : this.#rows.find(number);
  }

  /** What a name says (see `TrafficReader`). */
  textOf(name: number): string {
    return this.#rows.textOf(name);
  }

  /** What became of a recipient that was taken in; null while it is in the queue, and where it is not known. */
  fateOf(queueId: string, recipient: string): Fate | null {
    const row = this.#db
      .prepare(
        `SELECT state, at, attempts, host, reply FROM fate JOIN name ON name.id = fate.recipient
         WHERE queue_id = ? AND text = ?`,
      )
      .get(queueId, recipient) as FateRecord | undefined;
    if (!row) return null;
    const { state, at, attempts, host, reply } = row;
    return {
      state: this.textOf(state) as Fate['state'],
      at: new Date(at).toISOString(),
      attempts,
      host: host === null ? null : this.textOf(host),
      reply,
    };
  }

  /** The cursor of the newest row; 0 when there is none. */
  newest(): number {
    const newest = this.#db.prepare('SELECT max(number) FROM decision').pluck().get();
    return (newest as number | null) ?? 0;
  }

  /** The number of the oldest row; 0 when there is none. */
  oldest(): number {
    const oldest = this.#db.prepare('SELECT min(number) FROM decision').pluck().get();
    return (oldest as number | null) ?? 0;
  }

  close(): void {
    this.#db.close();
  }

  /** When the row at or after a number was decided. */
  #reached(number: number): Pick<DecisionPage, 'searchedTo'> {
    const at = this.#db
      .prepare('SELECT at FROM decision WHERE number >= ? ORDER BY number LIMIT 1')
      .pluck()
      .get(number) as number | undefined;
    return at === undefined ? {} : { searchedTo: new Date(at).toISOString() };
  }
}

interface FateRecord {
  readonly state: number;
  readonly at: number;
  readonly attempts: number;
  readonly host: number | null;
  readonly reply: string;
}
