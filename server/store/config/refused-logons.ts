/**
 * Refused logons in the audit trail.
 *
 * Promise: nobody can flood the trail by guessing. Within an hour the refusals of one address for one name are
 * one row; at most so many rows an hour are made, what is beyond is counted in one more row without an address;
 * and only the newest are kept. What people did is never removed for it.
 */
import type { Db } from '../open.js';
import { recordAudit } from './audit.js';

const HOUR_MS = 3_600_000;
const MOST_AN_HOUR = 200;
const MOST_KEPT = 10_000;

export interface RefusedLogon {
  readonly at: Date;
  /**
   * A user, or '' for a name that nobody has: what was typed there is not kept, for it may be a password in
   * the wrong field.
   */
  readonly actor: string;
  readonly address: string;
  /** What was wrong, in words. */
  readonly detail: string;
}

export function recordRefusedLogon(db: Db, refused: RefusedLogon): void {
  const since = new Date(refused.at.getTime() - HOUR_MS).toISOString();
  db.transaction(() => {
    if (countOnce(db, refused, since)) return;
    const recent = db
      .prepare("SELECT count(*) FROM audit WHERE action = 'logon-refused' AND at > ?")
      .pluck()
      .get(since) as number;
    if (recent < MOST_AN_HOUR) return insert(db, refused);
    const others = { ...refused, actor: '', address: '', detail: 'more refusals, not told apart' };
    if (!countOnce(db, others, since)) insert(db, others);
  }).immediate();
}

/** False when there is no such row yet. */
function countOnce(db: Db, { actor, address, detail }: RefusedLogon, since: string): boolean {
  const { changes } = db
    .prepare(
      `UPDATE audit SET times = times + 1
       WHERE action = 'logon-refused' AND at > ? AND actor = ? AND address = ? AND detail = ?`,
    )
    .run(since, actor, address, detail);
  return changes > 0;
}

function insert(db: Db, { at, ...entry }: RefusedLogon): void {
  recordAudit(db, { ...entry, at: at.toISOString(), action: 'logon-refused' });
  db.prepare(
    `DELETE FROM audit WHERE action = 'logon-refused' AND id <= (
       SELECT id FROM audit WHERE action = 'logon-refused' ORDER BY at DESC LIMIT 1 OFFSET ?)`,
  ).run(MOST_KEPT);
}
