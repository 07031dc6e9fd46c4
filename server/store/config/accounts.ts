/** Accounts for SMTP logons. The console writes them, the relay reads a hash at each logon. */
import type { Account } from '../../../shared/api/accounts.js';
import type { Db } from '../open.js';
import { recordAudit } from './audit.js';

export interface AccountSecret {
  /** As it was created; case does not matter at a logon. */
  readonly name: string;
  /** argon2id, PHC form. */
  readonly password: string;
}

/** All accounts by name. */
export function listAccounts(db: Db): Account[] {
  return db
    .prepare('SELECT name, created_at AS createdAt FROM account ORDER BY name')
    .all() as Account[];
}

/** Null when there is none of that name. */
export function findAccount(db: Db, name: string): AccountSecret | null {
  const row = db.prepare('SELECT name, password FROM account WHERE name = ?').get(name);
  return (row as AccountSecret | undefined) ?? null;
}

/** Null when the name is taken. */
export function createAccount(
  db: Db,
  account: AccountSecret,
  actor: string,
  at: string,
): Account | null {
  return db
    .transaction(() => {
      if (findAccount(db, account.name)) return null;
      db.prepare('INSERT INTO account (name, password, created_at) VALUES (?, ?, ?)').run(
        account.name,
        account.password,
        at,
      );
      recordAudit(db, { at, actor, action: 'account-created', detail: account.name });
      return { name: account.name, createdAt: at };
    })
    .immediate();
}

/** False when there is none of that name. */
export function removeAccount(db: Db, name: string, actor: string, at: string): boolean {
  return db
    .transaction(() => {
      const { changes } = db.prepare('DELETE FROM account WHERE name = ?').run(name);
      if (changes === 0) return false;
      recordAudit(db, { at, actor, action: 'account-removed', detail: name });
      return true;
    })
    .immediate();
}
