/** Settings that are edited whole, numbered like revisions: the highest version is the one to use. Secrets included. */
import type { Db } from '../open.js';
import { recordAudit, type AuditEntry, type Origin } from './audit.js';

export interface StoredSettings<T> {
  readonly version: number;
  readonly settings: T;
}

export interface NewSettings<T> {
  readonly settings: T;
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  readonly origin?: Origin | undefined;
}

export interface NumberedSettings<T> {
  /** The version to use; null in a database that is still empty. */
  newestVersion(db: Db): number | null;
  /** The settings to use; null in a database that is still empty. */
  newest(db: Db): StoredSettings<T> | null;
  /** Stores settings on top of version `base`; answers the new number, or null when `base` is not the newest any more. */
  store(db: Db, base: number, draft: NewSettings<T>): number | null;
  insert(db: Db, version: number, draft: NewSettings<T>): void;
}

/** `read` makes settings of what was stored, also before all members were there. */
export function numberedSettings<T>(
  table: 'delivery' | 'security',
  action: AuditEntry['action'],
  read: (json: string) => T,
): NumberedSettings<T> {
  const newestVersion = (db: Db) =>
    db.prepare(`SELECT max(version) FROM ${table}`).pluck().get() as number | null;
  const insert = (db: Db, version: number, { at, author, settings }: NewSettings<T>) => {
    db.prepare(`INSERT INTO ${table} (version, at, author, settings) VALUES (?, ?, ?, ?)`).run(
      version,
      at,
      author,
      JSON.stringify(settings),
    );
  };
  return {
    newestVersion,
    insert,
    newest(db) {
      const row = db
        .prepare(`SELECT version, settings FROM ${table} ORDER BY version DESC LIMIT 1`)
        .get() as { version: number; settings: string } | undefined;
      return row ? { version: row.version, settings: read(row.settings) } : null;
    },
    store(db, base, draft) {
      return db
        .transaction(() => {
          if (newestVersion(db) !== base) return null;
          const { at, author, origin } = draft;
          insert(db, base + 1, draft);
          recordAudit(db, { ...origin, at, actor: author, action, detail: `version ${base + 1}` });
          return base + 1;
        })
        .immediate();
    },
  };
}
