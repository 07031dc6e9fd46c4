/**
 * Reads the decision log, newest first, by cursor and never by offset. Each call is one short read
 * transaction, so that the relay's writer is never held up.
 */
import type { DecisionFilter, DecisionPage, DecisionRow } from '../../../shared/api/decisions.js';
import type { DecisionRequest, Host } from '../../../shared/engine/decision.js';
import { numberFromReference, referenceFromNumber } from '../../../shared/smtp/reference.js';
import { openReader, type Db } from '../open.js';
import { addFilterFunctions, conditionsOf } from './filter.js';

/** A row with what it takes to decide it again. */
export interface FoundDecision {
  readonly row: DecisionRow;
  /** Null for a logon while no rules were in force. */
  readonly host: Host | null;
  readonly request: DecisionRequest;
}

/** Rows newer than a cursor, oldest first, and the cursor to go on from. */
export interface NewerRows {
  readonly rows: readonly { readonly cursor: number; readonly row: DecisionRow }[];
  readonly cursor: number;
}

interface Record extends Omit<DecisionRow, 'ref' | 'at'> {
  readonly number: number;
  readonly at: number;
  readonly given: string | null;
  readonly smtputf8: number;
  readonly host: string;
}

const SELECT = `SELECT number, at, kind, verdict, reason, decided_by AS decidedBy, rule, peer,
  local_address AS localAddress, listener, account, helo, tls, mechanism, sender, recipient, given, smtputf8,
  session, queue_id AS queueId, reply, coalesce(enforcement.revision, 0) AS revision,
  coalesce(enforcement.host, 'null') AS host
  FROM decision LEFT JOIN enforcement ON enforcement.id = decision.enforcement`;

export class DecisionReader {
  readonly #db: Db;

  private constructor(db: Db) {
    this.#db = db;
    addFilterFunctions(db);
  }

  /** Null when there is no log yet. */
  static open(path: string): DecisionReader | null {
    const db = openReader(path);
    return db && new DecisionReader(db);
  }

  /** Rows older than `after` (a cursor of an earlier page), newest first. */
  page(filter: DecisionFilter, after: string | null, limit: number): DecisionPage {
    const older = after === null ? null : (numberFromReference(after) ?? 0);
    const { sql, values } = conditionsOf(filter, older === null ? [] : [['number < ?', older]]);
    const statement = this.#db.prepare(`${SELECT} ${sql} ORDER BY number DESC LIMIT ?`);
    const items = (statement.all(...values, limit + 1) as Record[]).map(rowOf);
    const page = items.slice(0, limit);
    return { items: page, next: items.length > limit ? page.at(-1)!.ref : null };
  }

  find(ref: string): FoundDecision | null {
    const number = numberFromReference(ref);
    if (number === null) return null;
    const record = this.#db.prepare(`${SELECT} WHERE number = ?`).get(number) as Record | undefined;
    if (!record) return null;
    return {
      row: rowOf(record),
      host: JSON.parse(record.host) as Host | null,
      request: requestOf(record),
    };
  }

  /** At most `limit` rows decided after the cursor, in the order in which they were decided. */
  newerThan(cursor: number, filter: DecisionFilter, limit: number): NewerRows {
    const newest = this.newest();
    const { sql, values } = conditionsOf(filter, [
      ['number > ?', cursor],
      ['number <= ?', newest],
    ]);
    const statement = this.#db.prepare(`${SELECT} ${sql} ORDER BY number LIMIT ?`);
    const records = statement.all(...values, limit) as Record[];
    const rows = records.map((record) => ({ cursor: record.number, row: rowOf(record) }));
    return { rows, cursor: rows.length < limit ? Math.max(newest, cursor) : rows.at(-1)!.cursor };
  }

  /** The cursor of the newest row; 0 when there is none. */
  newest(): number {
    return (
      (this.#db.prepare('SELECT max(number) FROM decision').pluck().get() as number | null) ?? 0
    );
  }

  close(): void {
    this.#db.close();
  }
}

function rowOf(record: Record): DecisionRow {
  const { number, at, given: _given, smtputf8: _smtputf8, host: _host, ...rest } = record;
  return { ref: referenceFromNumber(number), at: new Date(at).toISOString(), ...rest };
}

function requestOf(record: Record): DecisionRequest {
  const { peer, localAddress, account, sender, helo, given, recipient, at, smtputf8 } = record;
  return {
    peer,
    localAddress,
    account,
    sender,
    helo,
    recipient: given ?? recipient,
    at: new Date(at).toISOString(),
    smtputf8: smtputf8 === 1,
  };
}
