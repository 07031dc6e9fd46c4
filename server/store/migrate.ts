/**
 * Brings a database to the version this program knows: numbered SQL files, each in a transaction,
 * counted in `user_version`. A file is never edited once released; a new one is added.
 */
import type Database from 'better-sqlite3';
import { readdirSync, readFileSync } from 'node:fs';
import { StoreError } from './fault.js';

export type DatabaseName = 'config' | 'spool' | 'decisions';

const FILE = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** Throws a StoreError when a newer program has migrated the database. */
export function refuseNewer(db: Database.Database, name: DatabaseName, path: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const known = newestVersion(name);
  if (version <= known) return;
  throw new StoreError(
    `${path} has version ${version}, made by a newer Gatepost: this one knows up to ${known}.`,
  );
}

export function migrate(db: Database.Database, name: DatabaseName): void {
  const steps = migrations(name);
  const version = db.pragma('user_version', { simple: true }) as number;
  for (const [index, sql] of steps.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
}

/** The version a database of that name has once migrated. */
export function newestVersion(name: DatabaseName): number {
  return migrations(name).length;
}

function migrations(name: DatabaseName): string[] {
  const folder = new URL(`./${name}/migrations/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => FILE.test(file));
  return files.toSorted().map((file) => readFileSync(new URL(file, folder), 'utf8'));
}
