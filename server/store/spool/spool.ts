/** Opens the spool: its writer for the relay, and one look into it for whoever starts without one. */
import { openReader } from '../open.js';
import {
  DELIVERY,
  hasPlain,
  keptJson,
  SECURITY,
  settingsFromStored,
  type SettingsKind,
} from '../sealed-settings.js';
import type { Secrets } from '../secrets.js';
import { Writer } from '../writer.js';
import type { LastGood } from './spooled.js';
import type { SpoolCommands } from './writer-commands.js';

export type Spool = Writer<SpoolCommands>;

/** `onEnd` is called when the writer's thread has ended, wanted or not: nothing can be accepted then. */
export function openSpool(path: string, onEnd: (error: Error) => void): Spool {
  return new Writer<SpoolCommands>(new URL('./writer-commands.js', import.meta.url), path, onEnd);
}

/**
 * The last settings of a kind that were in force; null when none are known, or the spool is missing
 * or from before they were kept. Throws when the spool cannot be read.
 */
export function lastGood(path: string, kind: string): LastGood | null {
  const db = openReader(path);
  if (!db) return null;
  try {
    const kept = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'last_good'").get();
    if (!kept) return null;
    const row = db.prepare('SELECT kind, number, json, since FROM last_good WHERE kind = ?');
    return (row.get(kind) as LastGood | undefined) ?? null;
  } finally {
    db.close();
  }
}

/**
 * Seals the secrets that earlier versions kept in plain text. Settings that cannot be read are left as they are:
 * whoever uses them says what is wrong.
 */
export async function sealLastGood(spool: Spool, path: string, secrets: Secrets): Promise<void> {
  await sealKept(spool, path, secrets, 'delivery', DELIVERY);
  await sealKept(spool, path, secrets, 'security', SECURITY);
}

async function sealKept<T>(
  spool: Spool,
  path: string,
  secrets: Secrets,
  kind: string,
  settings: SettingsKind<T>,
): Promise<void> {
  // The writer opens the spool, and migrates it, before it answers.
  await spool.call('logons', null);
  const kept = lastGood(path, kind);
  const value = kept && readable(() => settingsFromStored(settings, kept.json));
  if (!value || !hasPlain(settings, value)) return;
  await spool.call('saveLastGood', { ...kept, json: keptJson(settings, value, secrets) });
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
