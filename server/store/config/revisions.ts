/**
 * Revisions of the rules: numbered, immutable, the highest is the one to enforce.
 *
 * Promise: only rules that have been compiled can be stored, and only on top of the revision that
 * their author had read.
 */
import type { RevisionInfo } from '../../../shared/api/routing.js';
import type { Compilation } from '../../../shared/engine/compile.js';
import type { Confirmation } from '../../../shared/engine/findings.js';
import type { Rules } from '../../../shared/rules/schema.js';
import type { Db } from '../open.js';
import { recordAudit, type Origin } from './audit.js';

export interface Revision extends RevisionInfo {
  readonly rules: Rules;
  /** The findings of severity confirm that it was stored with. */
  readonly confirmed: readonly Confirmation[];
}

export interface NewRevision {
  readonly rules: Rules;
  /** Proof that the rules compile. */
  readonly compilation: Extract<Compilation, { ok: true }>;
  readonly confirmed: readonly Confirmation[];
  readonly author: string;
  readonly note: string;
  /** ISO 8601. */
  readonly at: string;
  readonly origin?: Origin | undefined;
}

/** The number of the revision to enforce; null in a database that is still empty. */
export function newestRevision(db: Db): number | null {
  return db.prepare('SELECT max(revision) FROM revision').pluck().get() as number | null;
}

/** Null when there is none of that number. */
export function readRevision(db: Db, revision: number): Revision | null {
  const row = db
    .prepare('SELECT revision, author, at, note, rules, confirmed FROM revision WHERE revision = ?')
    .get(revision) as (RevisionInfo & { rules: string; confirmed: string }) | undefined;
  if (!row) return null;
  return {
    ...row,
    rules: JSON.parse(row.rules) as Rules,
    confirmed: JSON.parse(row.confirmed) as Confirmation[],
  };
}

/** Who applied a revision, and when; null when there is none of that number. */
export function readRevisionInfo(db: Db, revision: number): RevisionInfo | null {
  const row = db
    .prepare('SELECT revision, author, at, note FROM revision WHERE revision = ?')
    .get(revision) as RevisionInfo | undefined;
  return row ?? null;
}

/** Revisions below a number, newest first. */
export function revisionInfos(db: Db, below: number, limit: number): RevisionInfo[] {
  return db
    .prepare(
      'SELECT revision, author, at, note FROM revision WHERE revision < ? ORDER BY revision DESC LIMIT ?',
    )
    .all(below, limit) as RevisionInfo[];
}

/** Stores rules on top of revision `base`; answers the new number, or null when `base` is not the newest any more. */
export function storeRevision(db: Db, base: number, draft: NewRevision): number | null {
  return db
    .transaction(() => {
      if (newestRevision(db) !== base) return null;
      insertRevision(db, base + 1, draft);
      recordAudit(db, {
        ...draft.origin,
        at: draft.at,
        actor: draft.author,
        action: 'rules-applied',
        detail: `revision ${base + 1}`,
      });
      return base + 1;
    })
    .immediate();
}

/** Writes a revision under a given number: the first one, or one that the relay is known to have enforced. */
export function insertRevision(
  db: Db,
  revision: number,
  draft: Omit<NewRevision, 'compilation'>,
): void {
  const { at, author, note, rules, confirmed } = draft;
  db.prepare(
    'INSERT INTO revision (revision, at, author, note, rules, confirmed) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(revision, at, author, note, JSON.stringify(rules), JSON.stringify(confirmed));
}
