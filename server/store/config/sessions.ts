/** Sessions of the console. Only the SHA-256 of a cookie is kept: a stolen database opens none. */
import type { OwnSession } from '../../../shared/api/own-account.js';
import type { Role } from '../../../shared/api/roles.js';
import type { Db } from '../open.js';
import { recordAudit, type Doing } from './audit.js';

/** A session ends when it was not used for so long, and in any case after the second. */
export const IDLE_MS = 12 * 3_600_000;
export const LIFE_MS = 7 * 86_400_000;
/** Use is written down at most this often. */
const TOUCH_MS = 60_000;
/** A session is called by so many digits of its hash, which say nothing about its cookie. */
const ID_DIGITS = 16;

export interface NewSession {
  readonly tokenHash: string;
  readonly username: string;
  readonly replaces: string | null;
  readonly address: string;
  /** User-Agent. */
  readonly agent: string;
}

/** Begins a session in place of the one that the browser had before, if any. */
export function createSession(db: Db, session: NewSession, now: Date): void {
  const at = now.toISOString();
  const { username, address } = session;
  db.transaction(() => {
    sweep(db, now);
    if (session.replaces) remove(db, session.replaces);
    db.prepare(
      `INSERT INTO session (token_hash, username, created_at, used_at, address, agent)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(session.tokenHash, username, at, at, address, session.agent);
    db.prepare('UPDATE user SET last_logon = ? WHERE username = ?').run(at, username);
    recordAudit(db, { at, actor: username, address, action: 'logged-on', detail: '' });
  }).immediate();
}

/** Whose session this is, or null where it has ended. With `touch` it counts as used. */
export function sessionUser(
  db: Db,
  tokenHash: string,
  now: Date,
  touch = true,
): { readonly username: string; readonly role: Role } | null {
  const row = db
    .prepare(
      `SELECT user.username, role, used_at AS usedAt FROM session
       JOIN user ON user.username = session.username
       WHERE token_hash = ? AND used_at > ? AND session.created_at > ? AND disabled = 0`,
    )
    .get(tokenHash, before(now, IDLE_MS), before(now, LIFE_MS)) as
    { username: string; role: Role; usedAt: string } | undefined;
  if (!row) return null;
  if (touch && row.usedAt < before(now, TOUCH_MS)) {
    const update = db.prepare('UPDATE session SET used_at = ? WHERE token_hash = ?');
    update.run(now.toISOString(), tokenHash);
  }
  return { username: row.username, role: row.role };
}

/** The sessions of a user that have not ended, the last used first; `own` is the one that asks. */
export function sessionsOf(db: Db, username: string, own: string, now: Date): OwnSession[] {
  const rows = db
    .prepare(
      `SELECT token_hash AS hash, address, agent, created_at AS createdAt, used_at AS usedAt
       FROM session WHERE username = ? AND used_at > ? AND created_at > ?
       ORDER BY used_at DESC, created_at DESC`,
    )
    .all(username, before(now, IDLE_MS), before(now, LIFE_MS)) as (Omit<
    OwnSession,
    'id' | 'own'
  > & {
    hash: string;
  })[];
  return rows.map(({ hash, ...row }) => ({ id: idOf(hash), own: hash === own, ...row }));
}

/** Logs off. */
export function endSession(db: Db, tokenHash: string, doing: Doing): void {
  db.transaction(() => {
    remove(db, tokenHash);
    recordAudit(db, { ...doing, action: 'logged-off', detail: '' });
  }).immediate();
}

/** Ends one of the sessions of the user who asks; its hash, or null where there is none of that id. */
export function revokeSession(db: Db, id: string, doing: Doing): string | null {
  return db
    .transaction(() => {
      const row = db
        .prepare(
          `DELETE FROM session WHERE username = ? AND substr(token_hash, 1, ${ID_DIGITS}) = ?
           RETURNING token_hash AS hash, address, agent`,
        )
        .get(doing.actor, id) as { hash: string; address: string; agent: string } | undefined;
      if (!row) return null;
      recordAudit(db, { ...doing, action: 'session-revoked', detail: `begun at ${row.address}` });
      return row.hash;
    })
    .immediate();
}

/** Ends all sessions of a user but for one; answers their hashes. Called inside a transaction. */
export function endSessionsOf(db: Db, username: string, kept: string | null): string[] {
  return db
    .prepare('DELETE FROM session WHERE username = ? AND token_hash <> ? RETURNING token_hash')
    .pluck()
    .all(username, kept ?? '') as string[];
}

function idOf(hash: string): string {
  return hash.slice(0, ID_DIGITS);
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
