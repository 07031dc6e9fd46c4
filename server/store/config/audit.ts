/** The audit trail: who changed what and when. One line each, never a secret. */
import type { Db } from '../open.js';

export const AUDIT_ACTIONS = [
  'rules-applied',
  'delivery-changed',
  'account-created',
  'account-removed',
  'user-created',
  'logged-on',
  'logged-off',
  'queue-changed',
  'message-read',
] as const;

export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  /** A user, or `gatepost` itself. */
  readonly actor: string;
  readonly action: (typeof AUDIT_ACTIONS)[number];
  readonly detail: string;
}

/** Called inside the transaction that makes the change. */
export function recordAudit(db: Db, { at, actor, action, detail }: AuditEntry): void {
  db.prepare('INSERT INTO audit (at, actor, action, detail) VALUES (?, ?, ?, ?)').run(
    at,
    actor,
    action,
    detail,
  );
}

/** Newest first. */
export function readAudit(db: Db, limit: number): AuditEntry[] {
  return db
    .prepare('SELECT at, actor, action, detail FROM audit ORDER BY id DESC LIMIT ?')
    .all(limit) as AuditEntry[];
}
