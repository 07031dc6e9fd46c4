/** What was changed lately, besides the rules: of the newest entries of the audit trail those that are changes. */
import type { Db } from '../open.js';
import type { AuditEntry } from './audit.js';

/** Entries that are looked at: logons are many. */
const NEWEST = 500;
const NO_CHANGES = [
  'rules-applied',
  'logged-on',
  'logged-off',
  'message-read',
  'watch-ended',
  'backup-begun',
  'backup-fetched',
  'backup-removed',
];

/** Newest first. */
export function lateChanges(db: Db, limit: number): AuditEntry[] {
  return db
    .prepare(
      `SELECT at, actor, action, detail FROM
         (SELECT id, at, actor, action, detail FROM audit ORDER BY id DESC LIMIT ${NEWEST})
       WHERE action NOT IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
    )
    .all(JSON.stringify(NO_CHANGES), limit) as AuditEntry[];
}
