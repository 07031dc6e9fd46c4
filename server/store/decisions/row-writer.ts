/**
 * Puts rows into the log: texts as names, every rule that matched, and the sums.
 *
 * Promise: a row that is there already (carried by the spool, see DESIGN section 2) is left alone and
 * counted once.
 */
import type { Db } from '../open.js';
import type { NameTable } from './name-table.js';
import { patternOf } from './reply-pattern.js';
import type { StoredDecision, StoredFate } from './stored-decision.js';
import { sums } from './sums.js';

export interface RowWriter {
  append(rows: readonly StoredDecision[]): void;
  end(fates: readonly StoredFate[]): void;
  /** What has been read of the database does not hold any more: a transaction was undone. */
  forget(): void;
}

interface LogDay {
  readonly id: number;
  /** Days since 1970. */
  readonly day: number;
}

export const DAY_MS = 86_400_000;

export function rowWriter(db: Db, names: NameTable): RowWriter {
  // In the order of the table's columns: values by name cost an object of their own for every row.
  const insert = db.prepare(
    `INSERT OR IGNORE INTO decision VALUES (${Array.from({ length: 23 }, () => '?').join(', ')})`,
  );
  const addMatch = db.prepare('INSERT OR IGNORE INTO rule_match VALUES (?, ?)');
  const addFate = db.prepare(
    `INSERT OR REPLACE INTO fate VALUES (@queueId, @recipient, @state, @at, @attempts, @host, @reply)`,
  );
  const hostOf = db.prepare('SELECT host FROM enforcement WHERE id = ?').pluck();
  const lastDay = db.prepare('SELECT id, day FROM log_day ORDER BY id DESC LIMIT 1');
  const addDay = db
    .prepare(
      `INSERT INTO log_day (day, first, first_name)
       VALUES (?, ?, (SELECT coalesce(max(id), 0) + 1 FROM name)) RETURNING id`,
    )
    .pluck();
  const siteDomains = new Map<number, string>();
  let today = null as LogDay | null;

  const gathered = sums(db, (enforcement) => {
    const known = siteDomains.get(enforcement);
    if (known !== undefined) return known;
    const host = JSON.parse((hostOf.get(enforcement) as string | undefined) ?? '{}') as {
      siteDomain?: string;
    };
    const siteDomain = host.siteDomain ?? '';
    siteDomains.set(enforcement, siteDomain);
    return siteDomain;
  });

  const id = (text: string): number => names.idOf(text);
  const idOrNull = (text: string | null): number | null => (text === null ? null : id(text));
  const term = (text: string): number => names.termId(text);
  const termOrNull = (text: string | null): number | null => (text === null ? null : term(text));

  function readDay(): LogDay | null {
    if (today) return today;
    today = (lastDay.get() as LogDay | undefined) ?? null;
    return today;
  }

  /** A row of some minutes before midnight belongs to the new day too, once that has begun. */
  function startDay({ at, number }: StoredDecision): number {
    const day = Math.floor(at / DAY_MS);
    const last = readDay();
    if (last && (day === last.day || day === last.day - 1)) return last.id;
    today = { id: addDay.get(day, number) as number, day };
    names.forget();
    return today.id;
  }

  function write(row: StoredDecision): void {
    const logDay = startDay(row);
    const matched = row.rules ?? (row.rule === null ? [] : [row.rule]);
    const kind = term(row.kind);
    const verdict = term(row.verdict);
    const reason = term(row.reason);
    const decidedBy = term(row.decidedBy);
    const peer = names.peerId(row.peer);
    const localAddress = id(row.localAddress);
    const account = termOrNull(row.account);
    const helo = id(row.helo);
    const { changes } = insert.run(
      row.number,
      row.at,
      kind,
      verdict,
      reason,
      decidedBy,
      termOrNull(row.rule),
      matched.length === 0 ? null : id(matched.join('\n')),
      row.enforcement,
      peer,
      localAddress,
      id(row.listener),
      account,
      helo,
      idOrNull(row.tls),
      idOrNull(row.mechanism ?? null),
      id(row.sender),
      id(row.recipient),
      idOrNull(row.given),
      row.smtputf8 ? 1 : 0,
      row.session,
      row.queueId,
      id(patternOf(row.reply, row)),
    );
    if (changes === 0) return;
    const rules = matched.map(term);
    for (const rule of rules) addMatch.run(rule, row.number);
    gathered.add({
      row,
      logDay,
      names: { kind, verdict, reason, decidedBy, localAddress, account, helo, rules },
    });
  }

  return {
    append(rows) {
      for (const row of rows) write(row);
      gathered.flush();
    },
    end(fates) {
      if (!readDay()) return; // an empty log has no row that this could belong to
      for (const fate of fates) {
        const { recipient, state, host } = fate;
        addFate.run({
          ...fate,
          recipient: names.idOf(recipient),
          state: names.idOf(state),
          host: host === null ? null : names.idOf(host),
        });
      }
    },
    forget() {
      today = null;
      names.forget();
      gathered.forget();
    },
  };
}
