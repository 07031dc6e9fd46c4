/**
 * Looks into the files of a data folder for `gatepost doctor`, whether Gatepost runs or not.
 *
 * Promise: what is found is left as it is, to the list of files.
 */
import Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessName } from './lock.js';
import { newestVersion, type DatabaseName } from './migrate.js';
import type { Db } from './open.js';

/** Larger databases are not read whole: it would take minutes. */
const MOST_READ = 1024 ** 3;

export interface DatabaseHealth {
  readonly version: number;
  /** What this program knows. */
  readonly known: number;
  /** What SQLite says is wrong; null when nothing is. */
  readonly problem: string | null;
  readonly readWhole: boolean;
}

/** Null when there is no such file. Never throws. */
export function databaseHealth(path: string, name: DatabaseName): DatabaseHealth | null {
  if (!existsSync(path)) return null;
  const known = newestVersion(name);
  const readWhole = statSync(path).size <= MOST_READ;
  try {
    return looking(path, (db) => {
      const version = db.pragma('user_version', { simple: true }) as number;
      const said = readWhole ? (db.pragma('quick_check(1)', { simple: true }) as string) : 'ok';
      return { version, known, problem: said === 'ok' ? null : said, readWhole };
    });
  } catch (error) {
    return { version: 0, known, problem: (error as Error).message, readWhole };
  }
}

/** Whether a process of Gatepost holds the folder. */
export function isHeld(folder: string, process: ProcessName): boolean {
  const path = join(folder, `${process}.lock`);
  if (!existsSync(path)) return false;
  let db: Db | null = null;
  try {
    db = new Database(path, { readonly: true, timeout: 0 });
    db.prepare('SELECT 1 FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'SQLITE_BUSY';
  } finally {
    db?.close();
  }
}

/** One look into a database. Throws when it cannot be read. */
export function looking<T>(path: string, look: (db: Db) => T): T {
  // A reader of a database that nobody has open would leave -wal and -shm behind; a writer takes them away.
  const isOpen = existsSync(`${path}-wal`);
  const db = new Database(path, { readonly: isOpen, fileMustExist: true, timeout: 2000 });
  try {
    db.pragma('query_only = ON');
    return look(db);
  } finally {
    db.close();
  }
}
