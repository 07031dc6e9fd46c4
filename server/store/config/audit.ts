/** The audit trail: who changed what and when. One line each, never a secret. */
import type { Db } from '../open.js';

export const AUDIT_ACTIONS = [
  'rules-applied',
  'delivery-changed',
  'security-changed',
  'account-created',
  'account-changed',
  'account-removed',
  'user-created',
  'logged-on',
  'logged-off',
  'queue-changed',
  'message-read',
  'gateway-kept',
  'watch-ended',
] as const;

export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  /** A user, or `gatepost` itself. */
  readonly actor: string;
  readonly action: (typeof AUDIT_ACTIONS)[number];
  readonly detail: string;
}

/**
 * Called inside the transaction that makes the change; before it, where the change is not one of this
 * database. Answers the number of the entry, for `completeAudit`.
 */
export function recordAudit(db: Db, { at, actor, action, detail }: AuditEntry): number {
  const { lastInsertRowid } = db
    .prepare('INSERT INTO audit (at, actor, action, detail) VALUES (?, ?, ?, ?)')
    .run(at, actor, action, detail);
  return Number(lastInsertRowid);
}

/** Adds what came of it to the detail of an entry. */
export function completeAudit(db: Db, id: number, outcome: string): void {
  db.prepare('UPDATE audit SET detail = detail || ? WHERE id = ?').run(`: ${outcome}`, id);
}

/** Newest first. */
export function readAudit(db: Db, limit: number): AuditEntry[] {
  return db
    .prepare('SELECT at, actor, action, detail FROM audit ORDER BY id DESC LIMIT ?')
    .all(limit) as AuditEntry[];
}
