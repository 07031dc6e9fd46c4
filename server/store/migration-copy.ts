/**
 * A copy of a database as it was before a newer program changes it, in `backups` beside it: whoever must go back
 * to the program before has something to go back to. The newest two of each database are kept.
 *
 * Promise: without the copy settings and queue are not migrated; the file has its name only once it is whole.
 * The decision log may be larger than what is left of the disk: it is then migrated without, since mail must not
 * wait for it.
 */
import type Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from './fault.js';
import { newestVersion, type DatabaseName } from './migrate.js';

const KEPT = 2;
/** Left free beside the copy (octets): what comes in while it is made. */
const LEFT_FREE = 64 * 1024 * 1024;

/** Does nothing for a new database, or one that is not going to be changed. */
export function copyBeforeMigration(db: Database.Database, name: DatabaseName, path: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version === 0 || version >= newestVersion(name)) return;
  const folder = join(dirname(path), 'backups');
  if (name === 'decisions' && !hasRoom(path)) return;
  const copy = join(folder, `${name}-before-${String(version + 1).padStart(4, '0')}.db`);
  const draft = join(folder, `.${randomUUID()}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // SQLite fills an empty file, and so the copy is never anybody else's to read.
    closeSync(openSync(draft, 'wx', 0o600));
    db.prepare('VACUUM INTO ?').run(draft);
    flush(draft);
    renameSync(draft, copy);
    flush(folder);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    if (name === 'decisions') return;
    throw new StoreError(
      `${path} is not migrated: ${copy} cannot be written beside it (${(error as Error).message}).`,
    );
  }
  forgetOlder(folder, name);
}

function hasRoom(path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize >= statSync(path).size + LEFT_FREE;
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function forgetOlder(folder: string, name: DatabaseName): void {
  const copies = readdirSync(folder).filter((file) => /^[a-z]+-before-\d{4}\.db$/.test(file));
  const own = copies.filter((file) => file.startsWith(`${name}-`)).toSorted();
  for (const file of own.slice(0, -KEPT)) rmSync(join(folder, file), { force: true });
}
