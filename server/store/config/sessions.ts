/** Sessions of the console. Only the SHA-256 of a cookie is kept: a stolen database opens none. */
import type { Db } from '../open.js';
import { recordAudit } from './audit.js';

/** A session ends when it was not used for so long, and in any case after the second. */
export const IDLE_MS = 12 * 3_600_000;
export const LIFE_MS = 7 * 86_400_000;
/** Use is written down at most this often. */
const TOUCH_MS = 60_000;

/** Begins a session in place of the one that the browser had before, if any. */
export function createSession(
  db: Db,
  session: { tokenHash: string; username: string; replaces: string | null },
  now: Date,
): void {
  const at = now.toISOString();
  db.transaction(() => {
    sweep(db, now);
    if (session.replaces) remove(db, session.replaces);
    db.prepare(
      'INSERT INTO session (token_hash, username, created_at, used_at) VALUES (?, ?, ?, ?)',
    ).run(session.tokenHash, session.username, at, at);
    recordAudit(db, { at, actor: session.username, action: 'logged-on', detail: '' });
  }).immediate();
}

/** The user whose session this is, or null where it has ended. With `touch` it counts as used. */
export function sessionUser(db: Db, tokenHash: string, now: Date, touch = true): string | null {
  const row = db
    .prepare(
      `SELECT username, used_at AS usedAt FROM session
       WHERE token_hash = ? AND used_at > ? AND created_at > ?`,
    )
    .get(tokenHash, before(now, IDLE_MS), before(now, LIFE_MS)) as
    { username: string; usedAt: string } | undefined;
  if (!row) return null;
  if (touch && row.usedAt < before(now, TOUCH_MS)) {
    const update = db.prepare('UPDATE session SET used_at = ? WHERE token_hash = ?');
    update.run(now.toISOString(), tokenHash);
  }
  return row.username;
}

export function endSession(db: Db, tokenHash: string, username: string, now: Date): void {
  db.transaction(() => {
    remove(db, tokenHash);
    const at = now.toISOString();
    recordAudit(db, { at, actor: username, action: 'logged-off', detail: '' });
  }).immediate();
}

function remove(db: Db, tokenHash: string): void {
  db.prepare('DELETE FROM session WHERE token_hash = ?').run(tokenHash);
}

function sweep(db: Db, now: Date): void {
  db.prepare('DELETE FROM session WHERE used_at <= ? OR created_at <= ?').run(
    before(now, IDLE_MS),
    before(now, LIFE_MS),
  );
}

function before(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - milliseconds).toISOString();
}
