/**
 * Opens a database: the only door to better-sqlite3. A database has one writer, which migrates it;
 * everybody else opens it read-only and must live with a file that is missing, older or damaged.
 *
 * Known weakness: better-sqlite3 is synchronous, so a caller waits for the disk. What must not wait
 * (the process that talks SMTP) keeps its writers in worker threads.
 */
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { StoreError } from './fault.js';
import { copyBeforeMigration } from './migration-copy.js';
import { migrate, refuseNewer, type DatabaseName } from './migrate.js';

export type Db = Database.Database;

/** `full`: a commit is on the disk when it returns. `normal`: a power cut may lose the last commits. */
export type Synchronous = 'full' | 'normal';

const BUSY_MS = 5000;

/** Opens for writing, creating and migrating as needed. */
export function openWriter(path: string, name: DatabaseName, synchronous: Synchronous): Db {
  const db = new Database(path);
  try {
    db.pragma(`busy_timeout = ${BUSY_MS}`);
    // Before anything that writes: a newer database is left as it is, to the byte.
    refuseNewer(db, name, path);
    // Has an effect only in a database without tables, so it stands before the first migration.
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma('foreign_keys = ON');
    copyBeforeMigration(db, name, path);
    migrate(db, name);
    return db;
  } catch (error) {
    db.close();
    throw describe(error, path);
  }
}

/** Opens for reading; null when there is no such database yet. Throws when it cannot be read. */
export function openReader(path: string): Db | null {
  if (!existsSync(path)) return null;
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    db.pragma(`busy_timeout = ${BUSY_MS}`);
    // The first real read: a file that is no database is noticed here.
    db.pragma('user_version');
    return db;
  } catch (error) {
    db.close();
    throw describe(error, path);
  }
}

function describe(error: unknown, path: string): Error {
  if (error instanceof StoreError) return error;
  const code = (error as { code?: string }).code ?? '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError(
      `${path} is damaged or not a database: restore it from a backup, or move it away.`,
    );
  }
  return new StoreError(`${path} cannot be opened: ${(error as Error).message}.`);
}
