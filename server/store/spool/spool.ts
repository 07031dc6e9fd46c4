/** Opens the spool: its writer for the relay, and one look into it for whoever starts without one. */
import { openReader } from '../open.js';
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
