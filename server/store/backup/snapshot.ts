/**
 * Copies one database while it is used: `VACUUM INTO` on a connection of its own, in a thread of its own
 * (`work-thread.ts`), so that its writer and its other readers go on.
 *
 * Promise: the copy is the database as it was at one moment. It holds no session and no invitation, and no secret
 * that is not sealed.
 * Known weakness: until it is copied the database's log of commits (`-wal`) cannot be shortened, so it grows.
 */
import Database from 'better-sqlite3';
import { sealPlain } from '../config/seal-plain.js';
import { StoreError } from '../fault.js';
import type { DatabaseName } from '../migrate.js';
import { openReader, type Db } from '../open.js';
import {
  DELIVERY,
  hasPlain,
  keptJson,
  SECURITY,
  settingsFromStored,
  type SettingsKind,
} from '../sealed-settings.js';
import { Secrets } from '../secrets.js';

export interface SnapshotWork {
  readonly what: 'snapshot';
  readonly name: DatabaseName;
  readonly from: string;
  readonly to: string;
  readonly keyFile: string;
}

export interface Snapshot {
  /** Of a spool: messages, and the queue ids of those whose body is a file. */
  readonly messages: number;
  readonly inFiles: readonly string[];
}

/** Throws a StoreError when there is no such database. */
export function takeSnapshot({ name, from, to, keyFile }: SnapshotWork): Snapshot {
  const source = openReader(from);
  if (!source) throw new StoreError(`${from} is missing.`);
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } finally {
    source.close();
  }
  const copy = new Database(to, { fileMustExist: true });
  try {
    // What is taken out leaves nothing behind in free pages; the copy is no database that must survive anything.
    copy.pragma('secure_delete = ON');
    copy.pragma('journal_mode = MEMORY');
    copy.pragma('synchronous = OFF');
    const secrets = new Secrets(keyFile);
    if (name === 'config') withoutLogons(copy, secrets);
    if (name === 'spool') withoutPlain(copy, secrets);
    return name === 'spool' ? contentsOf(copy) : { messages: 0, inFiles: [] };
  } finally {
    copy.close();
  }
}

function withoutLogons(copy: Db, secrets: Secrets): void {
  copy.exec('DELETE FROM session; DELETE FROM invitation;');
  const problem = sealPlain(copy, secrets);
  if (problem !== null) throw new StoreError(`${problem} They are put into no backup.`);
}

/** Earlier versions kept the settings that were in force with their secrets as they were. */
function withoutPlain(copy: Db, secrets: Secrets): void {
  sealKept(copy, 'delivery', DELIVERY, secrets);
  sealKept(copy, 'security', SECURITY, secrets);
}

function sealKept<T>(copy: Db, kind: string, settings: SettingsKind<T>, secrets: Secrets): void {
  const json = copy.prepare('SELECT json FROM last_good WHERE kind = ?').pluck().get(kind);
  if (typeof json !== 'string') return;
  const stored = settingsFromStored(settings, json);
  if (!hasPlain(settings, stored)) return;
  const kept = keptJson(settings, stored, secrets);
  copy.prepare('UPDATE last_good SET json = ? WHERE kind = ?').run(kept, kind);
}

function contentsOf(copy: Db): Snapshot {
  return {
    messages: copy.prepare('SELECT count(*) FROM message').pluck().get() as number,
    inFiles: copy
      .prepare('SELECT queue_id FROM message WHERE body IS NULL ORDER BY number')
      .pluck()
      .all() as string[],
  };
}

/** The first number of a decision that no block has reserved; null where there is no log that can be read. */
export function nextDecision(path: string): number | null {
  let db: Db | null = null;
  try {
    db = openReader(path);
    return (db?.prepare('SELECT unreserved FROM numbers').pluck().get() as number) ?? null;
  } catch {
    return null;
  } finally {
    db?.close();
  }
}
