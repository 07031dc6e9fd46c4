/**
 * One instance of each process per data folder. Node has no flock, so the lock is an open exclusive
 * SQLite transaction on a file of its own: the kernel drops it whatever ends the process.
 */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { StartFault } from '../start-fault.js';

export type ProcessName = 'relay' | 'console';

export interface Lock {
  release(): void;
}

/** Throws a StartFault of one line when it is taken. */
export function lockFolder(folder: string, process: ProcessName): Lock {
  const path = join(folder, `${process}.lock`);
  const db = opened(path);
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'SQLITE_BUSY') throw new StartFault(`${path} cannot be locked: ${message}.`);
    throw new StartFault(`Another ${process} already runs on the data folder ${folder}.`);
  }
}

function opened(path: string): Database.Database {
  try {
    return new Database(path);
  } catch (error) {
    throw new StartFault(`${path} cannot be opened: ${(error as Error).message}.`);
  }
}
