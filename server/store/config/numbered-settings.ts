/** Settings that are edited whole, numbered like revisions: the highest version is the one to use. Secrets are sealed. */
import type { Db } from '../open.js';
import { hasPlain, sealed, settingsFromStored, type SettingsKind } from '../sealed-settings.js';
import type { Secrets } from '../secrets.js';
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
  /** What new secrets are sealed with; without, there must be none. */
  readonly secrets?: Secrets;
}

export interface NumberedSettings<T> {
  /** The version to use; null in a database that is still empty. */
  newestVersion(db: Db): number | null;
  /** The settings to use, secrets sealed (`store/sealed-settings.ts`); null in a database that is still empty. */
  newest(db: Db): StoredSettings<T> | null;
  /**
   * Stores settings on top of version `base`; answers the new number, or null when `base` is not the newest any
   * more. Throws a KeyFault when a secret cannot be sealed.
   */
  store(db: Db, base: number, draft: NewSettings<T>): number | null;
  insert(db: Db, version: number, draft: NewSettings<T>): void;
  /** Seals what earlier versions stored in plain text; whether there was any. */
  sealPlain(db: Db, secrets: Secrets): boolean;
}

export function numberedSettings<T>(
  table: 'delivery' | 'security' | 'alerts' | 'backup_settings',
  action: AuditEntry['action'],
  kind: SettingsKind<T>,
): NumberedSettings<T> {
  const newestVersion = (db: Db) =>
    db.prepare(`SELECT max(version) FROM ${table}`).pluck().get() as number | null;
  const insert = (db: Db, version: number, { at, author, settings, secrets }: NewSettings<T>) => {
    const stored = secrets ? sealed(kind, settings, secrets) : settings;
    if (hasPlain(kind, stored)) throw new Error('A secret is stored sealed or not at all.');
    db.prepare(`INSERT INTO ${table} (version, at, author, settings) VALUES (?, ?, ?, ?)`).run(
      version,
      at,
      author,
      JSON.stringify(stored),
    );
  };
  return {
    newestVersion,
    insert,
    newest(db) {
      const row = db
        .prepare(`SELECT version, settings FROM ${table} ORDER BY version DESC LIMIT 1`)
        .get() as { version: number; settings: string } | undefined;
      if (!row) return null;
      return { version: row.version, settings: settingsFromStored(kind, row.settings) };
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
    sealPlain(db, secrets) {
      const rows = db.prepare(`SELECT version, settings FROM ${table}`).all() as {
        version: number;
        settings: string;
      }[];
      const update = db.prepare(`UPDATE ${table} SET settings = ? WHERE version = ?`);
      const plain = rows.filter(({ settings }) => hasPlain(kind, JSON.parse(settings) as T));
      for (const { version, settings } of plain) {
        const old = JSON.parse(settings) as T;
        update.run(JSON.stringify(sealed(kind, old, secrets)), version);
      }
      return plain.length > 0;
    },
  };
}
