/**
 * Sums that are kept beside the rows: decisions by the hour, uses of each rule by the day, and the traffic
 * that a preview replays. Gathered over a batch, so that most of its rows cost no write of their own.
 */
import { mailboxFromText, mailboxKey } from '../../../shared/address/mailbox.js';
import { FORM_REASONS } from '../../../shared/engine/decision.js';
import { carriesRouting } from '../../../shared/engine/local-part.js';
import { FORMS } from '../../../shared/engine/replay.js';
import type { Db } from '../open.js';
import type { StoredDecision } from './stored-decision.js';

/** What a row has become in the table `decision`. */
export interface WrittenRow {
  readonly row: StoredDecision;
  readonly logDay: number;
  readonly names: Readonly<Record<'kind' | 'verdict' | 'reason' | 'decidedBy', number>> &
    Readonly<Record<'localAddress' | 'helo', number>> & {
      readonly account: number | null;
      readonly rules: readonly number[];
    };
}

export interface Sums {
  add(written: WrittenRow): void;
  /** Writes what was added. */
  flush(): void;
  /** Drops what was added: its rows are undone. */
  forget(): void;
}

type Key = readonly (number | string)[];

interface Sum {
  readonly key: Key;
  decisions: number;
  first: number;
  last: number;
  lastAt: number;
}

const HOUR_MS = 3_600_000;

const REFUSED_ANYHOW = new Set<string>(FORM_REASONS);

/** `siteDomainOf`: of an enforcement. */
export function sums(db: Db, siteDomainOf: (enforcement: number) => string): Sums {
  const addTally = db.prepare(
    `INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET decisions = decisions + excluded.decisions,
       first = min(first, excluded.first), last = max(last, excluded.last)`,
  );
  const addTraffic = db.prepare(
    `INSERT INTO traffic VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET decisions = decisions + excluded.decisions,
       last_at = max(last_at, excluded.last_at), last = max(last, excluded.last)`,
  );
  const addRuleDay = db.prepare(
    `INSERT INTO rule_day VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET decisions = decisions + excluded.decisions,
       last_at = max(last_at, excluded.last_at)`,
  );
  const tallies = new Map<string, Sum>();
  const traffic = new Map<string, Sum>();
  const ruleDays = new Map<string, Sum>();

  function formOf({ enforcement, given, recipient, reason }: StoredDecision): {
    domain: string;
    form: number;
  } {
    if (REFUSED_ANYHOW.has(reason)) return { domain: '', form: FORMS.refused };
    const mailbox = mailboxFromText(given ?? recipient, siteDomainOf(enforcement));
    if (!mailbox.ok) return { domain: '', form: FORMS.refused };
    const form = carriesRouting(mailbox.value.local) ? FORMS.routing : FORMS.plain;
    return { domain: mailboxKey(mailbox.value), form };
  }

  function forget(): void {
    for (const each of [tallies, traffic, ruleDays]) each.clear();
  }

  return {
    add({ row, logDay, names: ids }) {
      const { enforcement, at } = row;
      const hour = Math.floor(at / HOUR_MS);
      const { kind, verdict, reason, decidedBy, localAddress, helo } = ids;
      count(tallies, [logDay, hour, enforcement, kind, verdict, reason, decidedBy], row);
      for (const rule of ids.rules) count(ruleDays, [rule, logDay], row);
      if (row.kind !== 'recipient') return;
      const { domain, form } = formOf(row);
      const account = ids.account ?? 0;
      const key = [logDay, row.peer, localAddress, account, domain, form, helo];
      count(traffic, key, row);
    },
    flush() {
      for (const { key, decisions, first, last } of tallies.values())
        addTally.run(...key, decisions, first, last);
      for (const { key, decisions, last, lastAt } of traffic.values())
        addTraffic.run(...key, decisions, lastAt, last);
      for (const { key, decisions, lastAt } of ruleDays.values())
        addRuleDay.run(...key, decisions, lastAt);
      forget();
    },
    forget,
  };
}

function count(gathered: Map<string, Sum>, key: Key, { number, at }: StoredDecision): void {
  const name = key.join();
  const sum = gathered.get(name);
  if (!sum) {
    gathered.set(name, { key, decisions: 1, first: number, last: number, lastAt: at });
    return;
  }
  sum.decisions += 1;
  sum.last = number;
  sum.lastAt = at;
}
