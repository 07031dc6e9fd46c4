/**
 * One instance of each process per data folder. Node has no flock, so the lock is an open exclusive
 * SQLite transaction on a file of its own: the kernel drops it whatever ends the process.
 */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { StoreError } from './fault.js';

export interface Lock {
  release(): void;
}

export function lockFolder(folder: string, process: 'relay' | 'console'): Lock {
  const path = join(folder, `${process}.lock`);
  const db = new Database(path);
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new StoreError(`Another ${process} already runs on the data folder ${folder}.`);
  }
}
