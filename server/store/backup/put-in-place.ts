/**
 * Puts what was unpacked into a data folder in which nothing runs.
 *
 * Promise: it is checked before anything in the folder is touched. What stood there is moved aside under
 * `before-restore-…` and never deleted; when a step fails, the steps before it are taken back. Every message that
 * waits is held: the host that was backed up may still deliver it.
 * Known weakness: a power cut between two renames leaves the folder half changed, with all of both in it.
 */
import Database from 'better-sqlite3';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFolder } from '../flush-folder.js';
import type { DataFolder } from '../layout.js';
import { databaseHealth, looking } from '../health.js';
import { migrate, type DatabaseName } from '../migrate.js';
import { openWriter, type Db } from '../open.js';
import { ALTERED, BackupFault, bodyName, type Manifest } from './manifest.js';

const DATABASES = ['config', 'spool', 'decisions'] as const satisfies readonly DatabaseName[];
/** Stands with every message of a restored queue, where a next hop's last reply does. */
const RESTORED =
  'restored from a backup: held until released, as the old host may still deliver it';
/** What the old host decides after it was backed up has numbers of its own: so many are passed over. */
const PASSED_OVER = 10_000_000;

/** Throws a BackupFault of one line unless the databases are whole, known and ours. */
export function checkUnpacked(folder: DataFolder, { members }: Manifest): void {
  const names = new Set(members.map(({ name }) => name));
  for (const name of DATABASES) {
    if (!names.has(`${name}.db`)) continue;
    const health = databaseHealth(folder[name], name);
    if (!health || health.problem !== null) throw new BackupFault(`${name}.db is damaged.`);
    if (health.version > health.known) {
      throw new BackupFault(
        `${name}.db has version ${health.version}, made by a newer Gatepost: this one knows up to ${health.known}.`,
      );
    }
    if (health.version < 1 || hasAlienCode(folder[name], name)) {
      throw new BackupFault(`${name}.db is no database of Gatepost.`);
    }
  }
  const bodies = [...names].filter((name) => name.startsWith('bodies/'));
  const wanted = names.has('spool.db') ? bodiesIn(folder.spool) : [];
  if (wanted.length !== bodies.length || wanted.some((id) => !names.has(bodyName(id)))) {
    throw new BackupFault(ALTERED);
  }
}

/** Triggers and views run when the tables are used: only our own may. */
function hasAlienCode(path: string, name: DatabaseName): boolean {
  const own = new Database(':memory:');
  const found = new Database(path, { readonly: true });
  try {
    migrate(own, name);
    const list = (db: Db) =>
      db
        .prepare(`SELECT name || ' ' || sql FROM sqlite_schema WHERE type IN ('trigger', 'view')`)
        .pluck()
        .all() as string[];
    const known = new Set(list(own));
    return list(found).some((each) => !known.has(each));
  } finally {
    own.close();
    found.close();
  }
}

function bodiesIn(spool: string): string[] {
  const db = new Database(spool, { readonly: true });
  try {
    return db.prepare('SELECT queue_id FROM message WHERE body IS NULL').pluck().all() as string[];
  } finally {
    db.close();
  }
}

/** Throws where another key lies at a place outside of the folder: such a file is never written again. */
export function checkKeyFile(unpacked: DataFolder, folder: DataFolder, keyFile: string): void {
  if (keyFile === folder.key || !existsSync(unpacked.key) || !existsSync(keyFile)) return;
  if (readFileSync(keyFile).equals(readFileSync(unpacked.key))) return;
  throw new BackupFault(`Another key is in ${keyFile}: move it away, and restore again.`);
}

/** Names in the folder that a restore of this backup would put something in the place of. */
export function inTheWay(folder: DataFolder, { members }: Manifest): string[] {
  const first = new Set(members.map(({ name }) => name.split('/')[0]!));
  if (first.has('spool.db')) first.add('bodies');
  const names = [...first].flatMap((name) =>
    name.endsWith('.db') ? [name, `${name}-wal`, `${name}-shm`] : [name],
  );
  return names.filter((name) => isThere(join(folder.root, name)));
}

function isThere(path: string): boolean {
  if (!existsSync(path)) return false;
  return !statSync(path).isDirectory() || readdirSync(path).length > 0;
}

export interface Placed {
  /** Messages that are held. */
  readonly held: number;
  /** Where what stood there is; null: nothing did. */
  readonly aside: string | null;
  /** Messages in the queue that was moved aside. */
  readonly asideMessages: number;
}

/** `keyFile` is where the key goes; `unpacked` was checked. */
export async function putInPlace(
  unpacked: DataFolder,
  folder: DataFolder,
  keyFile: string,
  manifest: Manifest,
  now: Date,
): Promise<Placed> {
  const names = new Set(manifest.members.map(({ name }) => name.split('/')[0]!));
  const held = names.has('spool.db') ? holdAll(unpacked.spool) : 0;
  const used = Math.max(manifest.nextDecision ?? 0, nextIn(folder.decisions));
  if (used > 0) passOver(names.has('decisions.db') ? unpacked : folder, used + PASSED_OVER);
  const old = inTheWay(folder, manifest);
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const asideMessages = old.includes('spool.db') ? messagesIn(folder.spool) : 0;
  const aside = old.length > 0 ? join(folder.root, `before-restore-${stamp}`) : null;
  if (aside) mkdirSync(aside, { mode: 0o700 });
  const undo: (() => void)[] = [];
  const move = (from: string, to: string) => {
    renameSync(from, to);
    undo.push(() => renameSync(to, from));
  };
  try {
    for (const name of old) move(join(folder.root, name), join(aside!, name));
    for (const name of names) {
      const isKey = name === 'secret.key' && keyFile !== folder.key;
      if (!isKey) move(join(unpacked.root, name), join(folder.root, name));
      else if (!existsSync(keyFile)) {
        // It may lie on another file system. One that is there was seen to be the same.
        copyFileSync(unpacked.key, keyFile, constants.COPYFILE_EXCL);
        undo.push(() => rmSync(keyFile));
      }
    }
  } catch (error) {
    for (const step of undo.toReversed()) step();
    if (aside) await rm(aside, { recursive: true, force: true });
    throw error;
  }
  if (aside) await flushFolder(aside);
  await flushFolder(folder.root);
  return { held, aside, asideMessages };
}

/** 0 also where it cannot be read: that may be why something is restored. */
function messagesIn(spool: string): number {
  try {
    return looking(
      spool,
      (db) => db.prepare('SELECT count(*) FROM message').pluck().get() as number,
    );
  } catch {
    return 0;
  }
}

/** The number of messages that something of is held now. */
function holdAll(spool: string): number {
  const db = new Database(spool, { fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('synchronous = FULL');
    const waiting = `state IN ('queued', 'deferred')`;
    db.prepare(`UPDATE recipient SET state = 'held', last_reply = ? WHERE ${waiting}`).run(
      RESTORED,
    );
    const held = db.prepare(`SELECT count(DISTINCT message) FROM recipient WHERE state = 'held'`);
    return held.pluck().get() as number;
  } finally {
    db.close();
  }
}

/** Nothing runs there: its `-wal` is taken in and goes. */
function nextIn(decisions: string): number {
  if (!existsSync(decisions)) return 0;
  try {
    return looking(
      decisions,
      (db) => db.prepare('SELECT unreserved FROM numbers').pluck().get() as number,
    );
  } catch {
    return 0;
  }
}

/** No reference up to this number is given again. */
function passOver({ decisions }: DataFolder, next: number): void {
  const db = openWriter(decisions, 'decisions', 'full');
  try {
    db.prepare('UPDATE numbers SET unreserved = max(unreserved, ?)').run(next);
  } finally {
    db.close();
  }
}
