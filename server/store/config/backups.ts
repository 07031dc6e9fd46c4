/** Backups: the settings of their schedule (shared/api/backups.ts), and what became of it last. */
import type { BackupResult, BackupSettings } from '../../../shared/api/backups.js';
import type { Db } from '../open.js';
import { BACKUPS } from '../sealed-settings.js';
import { numberedSettings, type NumberedSettings } from './numbered-settings.js';

const settings = numberedSettings('backup_settings', 'backup-settings-changed', BACKUPS);

/** A database that an older Gatepost has left is looked at before it is migrated, too. */
export const backupSettings: NumberedSettings<BackupSettings> = {
  ...settings,
  newest: (db) => (hasBackups(db) ? settings.newest(db) : null),
};

/** Null: there was none, or none is wanted any more. */
export function backupOutcome(db: Db): BackupResult | null {
  if (!backupSettings.newest(db)?.settings.schedule) return null;
  const row = db.prepare('SELECT id, at, problem, last_good AS lastGood FROM backup_outcome').get();
  return (row as BackupResult | undefined) ?? null;
}

export function keepOutcome(db: Db, { id, at, problem }: Omit<BackupResult, 'lastGood'>): void {
  db.transaction(() => {
    const before = db.prepare('SELECT last_good FROM backup_outcome').pluck().get() as
      string | null | undefined;
    db.prepare('DELETE FROM backup_outcome').run();
    db.prepare('INSERT INTO backup_outcome VALUES (?, ?, ?, ?)').run(
      id,
      at,
      problem,
      problem === null ? at : (before ?? null),
    );
  }).immediate();
}

/** When the schedule was last changed (ISO 8601). */
export function scheduledSince(db: Db): string | null {
  if (!hasBackups(db)) return null;
  return db
    .prepare('SELECT at FROM backup_settings ORDER BY version DESC LIMIT 1')
    .pluck()
    .get() as string | null;
}

function hasBackups(db: Db): boolean {
  const sql = `SELECT 1 FROM sqlite_schema WHERE name = 'backup_settings'`;
  return db.prepare(sql).get() !== undefined;
}
