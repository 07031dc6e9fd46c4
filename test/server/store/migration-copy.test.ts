/** Databases as earlier versions left them, opened by this one. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newestVersion } from '../../../server/store/migrate.js';
import { openReader, openWriter } from '../../../server/store/open.js';

let folder: string;
let path: string;
const backups = () => join(folder, 'backups');
const copies = () => readdirSync(backups()).toSorted();
const named = (number: number) => `config-before-${String(number).padStart(4, '0')}.db`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatepost-copies-'));
  path = join(folder, 'config.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As this version makes it, and then as if made by an earlier one whose last step this one repeats. */
function olderDatabase(): number {
  const db = openWriter(path, 'config', 'full');
  const newest = newestVersion('config');
  db.exec('CREATE TABLE kept (text TEXT)');
  db.exec("INSERT INTO kept VALUES ('as it was')");
  db.pragma(`user_version = ${newest - 1}`);
  db.close();
  return newest;
}

test('a new database, and one that is not changed, are not copied', () => {
  openWriter(path, 'config', 'full').close();
  openWriter(path, 'config', 'full').close();
  expect(readdirSync(folder)).not.toContain('backups');
});

test('before its migration a database is copied as it was, for its owner alone, migrated or not', () => {
  const newest = olderDatabase();
  // The last step cannot be done twice: the start fails, and the copy is there.
  expect(() => openWriter(path, 'config', 'full')).toThrow(/config\.db cannot be opened/);
  expect(copies()).toEqual([named(newest)]);
  const copy = join(backups(), named(newest));
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(statSync(backups()).mode & 0o777).toBe(0o700);
  const db = openReader(copy)!;
  expect(db.pragma('user_version', { simple: true })).toBe(newest - 1);
  expect(db.prepare('SELECT text FROM kept').pluck().get()).toBe('as it was');
  db.close();
});

test('the newest two copies of a database are kept, and those of others left alone', () => {
  const newest = olderDatabase();
  mkdirSync(backups());
  for (const name of [named(1), named(2), 'spool-before-0001.db', 'mine.db']) {
    writeFileSync(join(backups(), name), '');
  }
  expect(() => openWriter(path, 'config', 'full')).toThrow();
  expect(copies()).toEqual([named(2), named(newest), 'mine.db', 'spool-before-0001.db'].toSorted());
});

test('settings of which no copy can be written are not migrated, and one line says so', () => {
  const newest = olderDatabase();
  writeFileSync(backups(), 'a file in its place');
  expect(() => openWriter(path, 'config', 'full')).toThrow(
    /config\.db is not migrated: .*config-before-\d{4}\.db cannot be written beside it \(.+\)\.$/,
  );
  const db = openReader(path)!;
  expect(db.pragma('user_version', { simple: true })).toBe(newest - 1);
  db.close();
});
