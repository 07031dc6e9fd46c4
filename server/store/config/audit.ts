/** The audit trail: who changed what, when and from where. One line each, never a secret. */
import type { AuditAction, AuditFilter, AuditItem, AuditPage } from '../../../shared/api/audit.js';
import type { Db } from '../open.js';

/** Where something was asked from; left out where no person asked. */
export interface Origin {
  readonly address?: string | undefined;
  /** Name of the token that was used; '' for a session. */
  readonly token?: string | undefined;
}

/** Who does something, when (ISO 8601), and from where. */
export interface Doing extends Origin {
  /** A user, or `gatepost` itself. */
  readonly actor: string;
  readonly at: string;
}

export interface AuditEntry extends Doing {
  readonly action: AuditAction;
  readonly detail: string;
}

/**
 * Called inside the transaction that makes the change; before it, where the change is not one of this
 * database. Answers the number of the entry, for `completeAudit`.
 */
export function recordAudit(db: Db, entry: AuditEntry): number {
  const { at, actor, action, detail, address = '', token = '' } = entry;
  const { lastInsertRowid } = db
    .prepare(
      'INSERT INTO audit (at, actor, action, detail, address, token) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(at, actor, action, detail, address, token);
  return Number(lastInsertRowid);
}

/** Adds what came of it to the detail of an entry. */
export function completeAudit(db: Db, id: number, outcome: string): void {
  db.prepare('UPDATE audit SET detail = detail || ? WHERE id = ?').run(`: ${outcome}`, id);
}

/** Newest first; `after` is the `next` of the page before. */
export function auditPage(
  db: Db,
  { after, limit, ...filter }: AuditFilter & { after?: number | undefined; limit: number },
): AuditPage {
  const { where, values } = conditions(filter);
  const found = db
    .prepare(
      `SELECT id, at, actor, action, detail, address, token, times FROM audit
       WHERE ${['id < ?', ...where].join(' AND ')} ORDER BY id DESC LIMIT ?`,
    )
    .all(after ?? Number.MAX_SAFE_INTEGER, ...values, limit + 1) as AuditItem[];
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? String(items.at(-1)!.id) : null };
}

function conditions({ actor, action, since, until, q }: AuditFilter): {
  where: string[];
  values: string[];
} {
  const where: string[] = [];
  const values: string[] = [];
  const add = (condition: string, ...given: string[]) => {
    where.push(condition);
    values.push(...given);
  };
  if (actor !== undefined) add('actor = ? COLLATE NOCASE', actor);
  if (action !== undefined) add('action = ?', action);
  // Stored in UTC to the millisecond, so texts compare as times do.
  if (since !== undefined) add('at >= ?', new Date(since).toISOString());
  if (until !== undefined) add('at < ?', new Date(until).toISOString());
  if (q !== undefined) {
    const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    add(
      String.raw`(actor LIKE ? ESCAPE '\' OR detail LIKE ? ESCAPE '\' OR address LIKE ? ESCAPE '\' OR token LIKE ? ESCAPE '\')`,
      part,
      part,
      part,
      part,
    );
  }
  return { where, values };
}
