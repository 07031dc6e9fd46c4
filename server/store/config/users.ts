/**
 * People who use the console.
 *
 * Promise: there is always somebody who may administer. Whoever is disabled, removed, or given another role
 * is logged off everywhere: sessions and tokens go in the same transaction, and their hashes are answered, so
 * that what they have open can be ended too.
 */
import { OWN_NAME, type User } from '../../../shared/api/people.js';
import type { Role } from '../../../shared/api/roles.js';
import type { Db } from '../open.js';
import { removeTokensOf } from './api-tokens.js';
import { recordAudit, type Doing } from './audit.js';
import { endSessionsOf } from './sessions.js';

/** What a logon needs to know of a user. */
export interface KnownUser {
  readonly username: string;
  /** argon2id, PHC form. */
  readonly password: string;
  readonly role: Role;
  readonly disabled: boolean;
}

/** The hashes of the sessions and tokens that ended. */
export type Ended = readonly string[];
export type UserChange =
  | { readonly ok: true; readonly ended: Ended }
  | { readonly ok: false; readonly why: 'unknown' | 'last-administrator' };

const UNKNOWN = { ok: false, why: 'unknown' } as const;
const LAST = { ok: false, why: 'last-administrator' } as const;

export function countUsers(db: Db): number {
  return db.prepare('SELECT count(*) FROM user').pluck().get() as number;
}

/** Null when there is nobody of that name; case does not matter. */
export function findUser(db: Db, username: string): KnownUser | null {
  const row = db
    .prepare('SELECT username, password, role, disabled FROM user WHERE username = ?')
    .get(username) as (Omit<KnownUser, 'disabled'> & { disabled: number }) | undefined;
  return row ? { ...row, disabled: row.disabled === 1 } : null;
}

/** All users by name. */
export function listUsers(db: Db): User[] {
  const rows = db
    .prepare(
      `SELECT user.username, role, disabled, created_at AS createdAt, last_logon AS lastLogon,
         on_since IS NOT NULL AS secondFactor
       FROM user LEFT JOIN second_factor ON second_factor.username = user.username
       ORDER BY user.username`,
    )
    .all() as (Omit<User, 'disabled' | 'secondFactor'> & {
    disabled: number;
    secondFactor: number;
  })[];
  return rows.map((row) => ({
    ...row,
    disabled: row.disabled === 1,
    secondFactor: row.secondFactor === 1,
  }));
}

/** Creates the first user, an administrator; false when there is one already, and then nothing is changed. */
export function createFirstUser(
  db: Db,
  user: Pick<KnownUser, 'username' | 'password'>,
  at: string,
): boolean {
  return db
    .transaction(() => {
      if (countUsers(db) > 0) return false;
      createUser(db, { ...user, role: 'administrator' }, { actor: OWN_NAME, at });
      return true;
    })
    .immediate();
}

/** Called inside a transaction. */
export function createUser(db: Db, user: Omit<KnownUser, 'disabled'>, doing: Doing): void {
  const { username, password, role } = user;
  db.prepare('INSERT INTO user (username, password, created_at, role) VALUES (?, ?, ?, ?)').run(
    username,
    password,
    doing.at,
    role,
  );
  recordAudit(db, { ...doing, action: 'user-created', detail: `${username}, ${role}` });
}

export function changeUser(
  db: Db,
  name: string,
  change: { readonly role?: Role | undefined; readonly disabled?: boolean | undefined },
  doing: Doing,
): UserChange {
  return db
    .transaction((): UserChange => {
      const user = findUser(db, name);
      if (!user) return UNKNOWN;
      const { role = user.role, disabled = user.disabled } = change;
      if (role === user.role && disabled === user.disabled) return { ok: true, ended: [] };
      const administers = role === 'administrator' && !disabled;
      if (!administers && isLastAdministrator(db, user)) return LAST;
      db.prepare('UPDATE user SET role = ?, disabled = ? WHERE username = ?').run(
        role,
        disabled ? 1 : 0,
        user.username,
      );
      const changed = [
        ...(role === user.role ? [] : [`${user.role} to ${role}`]),
        ...(disabled === user.disabled ? [] : [disabled ? 'disabled' : 'enabled']),
      ];
      const detail = `${user.username}: ${changed.join(', ')}`;
      recordAudit(db, { ...doing, action: 'user-changed', detail });
      return { ok: true, ended: logOffEverywhere(db, user.username) };
    })
    .immediate();
}

export function removeUser(db: Db, name: string, doing: Doing): UserChange {
  return db
    .transaction((): UserChange => {
      const user = findUser(db, name);
      if (!user) return UNKNOWN;
      if (isLastAdministrator(db, user)) return LAST;
      const ended = logOffEverywhere(db, user.username);
      db.prepare('DELETE FROM invitation WHERE username = ?').run(user.username);
      db.prepare('DELETE FROM user WHERE username = ?').run(user.username);
      recordAudit(db, { ...doing, action: 'user-removed', detail: user.username });
      return { ok: true, ended };
    })
    .immediate();
}

/** Sets a hash and ends the user's sessions but for one; called inside a transaction. */
export function setPassword(
  db: Db,
  username: string,
  password: string,
  keptSession: string | null,
): Ended {
  db.prepare('UPDATE user SET password = ? WHERE username = ?').run(password, username);
  return endSessionsOf(db, username, keptSession);
}

/** `password` is a hash; answers the other sessions, which have ended. */
export function changeOwnPassword(db: Db, password: string, session: string, doing: Doing): Ended {
  return db
    .transaction(() => {
      recordAudit(db, { ...doing, action: 'password-changed', detail: '' });
      return setPassword(db, doing.actor, password, session);
    })
    .immediate();
}

function isLastAdministrator(db: Db, { username, role, disabled }: KnownUser): boolean {
  if (role !== 'administrator' || disabled) return false;
  const others = db
    .prepare(
      "SELECT count(*) FROM user WHERE role = 'administrator' AND disabled = 0 AND username <> ?",
    )
    .pluck()
    .get(username);
  return others === 0;
}

function logOffEverywhere(db: Db, username: string): Ended {
  return [...endSessionsOf(db, username, null), ...removeTokensOf(db, username)];
}
