/** Invitations: a link, good once and for some days, that sets the password of somebody new or of a user. */
import { INVITATION_DAYS, type Invitation } from '../../../shared/api/people.js';
import type { Role } from '../../../shared/api/roles.js';
import type { Db } from '../open.js';
import { recordAudit, type Doing } from './audit.js';
import { createUser, findUser, setPassword, type Ended } from './users.js';

const DAY_MS = 86_400_000;

interface Row extends Omit<Invitation, 'resets'> {
  readonly resets: number;
}

const SELECT = `SELECT invitation.username, invitation.role, author, invitation.created_at AS createdAt,
  expires, user.username IS NOT NULL AS resets
  FROM invitation LEFT JOIN user ON user.username = invitation.username`;

/** In place of an open one of that name, whose link then ends. */
export function invite(
  db: Db,
  { username, role, tokenHash }: { username: string; role: Role; tokenHash: string },
  doing: Doing,
): Invitation {
  const expires = new Date(Date.parse(doing.at) + INVITATION_DAYS * DAY_MS).toISOString();
  return db
    .transaction(() => {
      db.prepare('DELETE FROM invitation WHERE expires <= ?').run(doing.at);
      db.prepare('INSERT OR REPLACE INTO invitation VALUES (?, ?, ?, ?, ?, ?)').run(
        username,
        role,
        tokenHash,
        doing.actor,
        doing.at,
        expires,
      );
      const resets = findUser(db, username) !== null;
      const detail = resets ? `${username}: to set a new password` : `${username}, ${role}`;
      recordAudit(db, { ...doing, action: 'user-invited', detail });
      return { username, role, author: doing.actor, createdAt: doing.at, expires, resets };
    })
    .immediate();
}

/** Those that are open, by name. */
export function openInvitations(db: Db, now: Date): Invitation[] {
  const rows = db
    .prepare(`${SELECT} WHERE expires > ? ORDER BY invitation.username`)
    .all(now.toISOString()) as Row[];
  return rows.map((row) => ({ ...row, resets: row.resets === 1 }));
}

/** Null when no open one has that token, or who it is for is disabled. */
export function findInvitation(db: Db, tokenHash: string, now: Date): Invitation | null {
  const row = db
    .prepare(`${SELECT} WHERE token_hash = ? AND expires > ? AND coalesce(disabled, 0) = 0`)
    .get(tokenHash, now.toISOString()) as Row | undefined;
  return row ? { ...row, resets: row.resets === 1 } : null;
}

/** False when there is none of that name. */
export function withdrawInvitation(db: Db, username: string, doing: Doing): boolean {
  return db
    .transaction(() => {
      const { changes } = db.prepare('DELETE FROM invitation WHERE username = ?').run(username);
      if (changes === 0) return false;
      recordAudit(db, { ...doing, action: 'invitation-withdrawn', detail: username });
      return true;
    })
    .immediate();
}

/**
 * Sets the password (a hash) that an invitation is for; null when no open one has that token. The sessions of
 * a user that there was have ended.
 */
export function takeInvitation(
  db: Db,
  { tokenHash, password, address }: { tokenHash: string; password: string; address: string },
  now: Date,
): { readonly username: string; readonly ended: Ended } | null {
  return db
    .transaction(() => {
      const invitation = findInvitation(db, tokenHash, now);
      if (!invitation) return null;
      const { username, role, resets } = invitation;
      db.prepare('DELETE FROM invitation WHERE token_hash = ?').run(tokenHash);
      const doing = { actor: username, at: now.toISOString(), address };
      if (!resets) {
        createUser(db, { username, password, role }, doing);
        return { username, ended: [] };
      }
      recordAudit(db, { ...doing, action: 'password-changed', detail: 'by an invitation' });
      return { username, ended: setPassword(db, username, password, null) };
    })
    .immediate();
}
