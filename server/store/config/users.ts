/** People who use the console. */
import type { Db } from '../open.js';
import { recordAudit } from './audit.js';

export interface User {
  readonly username: string;
  /** argon2id, PHC form. */
  readonly password: string;
}

export function countUsers(db: Db): number {
  return db.prepare('SELECT count(*) FROM user').pluck().get() as number;
}

/** Null when there is nobody of that name; case does not matter. */
export function findUser(db: Db, username: string): User | null {
  const row = db.prepare('SELECT username, password FROM user WHERE username = ?').get(username);
  return (row as User | undefined) ?? null;
}

/** Creates the first user; false when there is one already, and then nothing is changed. */
export function createFirstUser(db: Db, user: User, at: string): boolean {
  return db
    .transaction(() => {
      if (countUsers(db) > 0) return false;
      db.prepare('INSERT INTO user (username, password, created_at) VALUES (?, ?, ?)').run(
        user.username,
        user.password,
        at,
      );
      recordAudit(db, { at, actor: 'gatepost', action: 'user-created', detail: user.username });
      return true;
    })
    .immediate();
}
