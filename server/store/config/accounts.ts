/** Accounts for SMTP logons. The console writes them, the relay reads a hash at each logon. */
import type { Account, AppPassword } from '../../../shared/api/accounts.js';
import type { Db } from '../open.js';
import { recordAudit, type Doing } from './audit.js';

/** An account but for what the relay knows of it. */
export type StoredAccount = Omit<Account, 'lastUsed' | 'lastFailure' | 'failures'>;

export interface AccountSettings {
  readonly disabled?: boolean | undefined;
  readonly expires?: string | null | undefined;
  readonly senders?: readonly string[] | undefined;
}

export interface NewAccount extends AccountSettings {
  readonly name: string;
  /** argon2id, PHC form. */
  readonly password: string;
}

interface Row {
  readonly name: string;
  readonly createdAt: string;
  readonly disabled: number;
  readonly expires: string | null;
  readonly senders: string;
}

const SELECT = 'SELECT name, created_at AS createdAt, disabled, expires, senders FROM account';

/** All accounts by name. */
export function listAccounts(db: Db): StoredAccount[] {
  const passwords = new Map<string, AppPassword[]>();
  const rows = db
    .prepare('SELECT account, id, label, created_at AS createdAt FROM app_password ORDER BY id')
    .all() as (AppPassword & { readonly account: string })[];
  for (const { account, ...each } of rows) {
    const key = account.toLowerCase();
    passwords.set(key, [...(passwords.get(key) ?? []), each]);
  }
  const accounts = db.prepare(`${SELECT} ORDER BY name`).all() as Row[];
  return accounts.map((row) => accountOf(row, passwords.get(row.name.toLowerCase()) ?? []));
}

/** Null when there is none of that name; case does not matter. */
export function findAccount(db: Db, name: string): StoredAccount | null {
  const row = db.prepare(`${SELECT} WHERE name = ?`).get(name) as Row | undefined;
  if (!row) return null;
  const passwords = db
    .prepare(
      'SELECT id, label, created_at AS createdAt FROM app_password WHERE account = ? ORDER BY id',
    )
    .all(name) as AppPassword[];
  return accountOf(row, passwords);
}

/** Null when the name is taken. */
export function createAccount(db: Db, account: NewAccount, doing: Doing): StoredAccount | null {
  const { name, password, disabled = false, expires = null, senders = [] } = account;
  return db
    .transaction(() => {
      if (findAccount(db, name)) return null;
      db.prepare(
        `INSERT INTO account (name, password, created_at, disabled, expires, senders)
         VALUES (?, ?, ?, ?, ?, ?)`,
      ).run(name, password, doing.at, disabled ? 1 : 0, expires, JSON.stringify(senders));
      recordAudit(db, { ...doing, action: 'account-created', detail: name });
      return findAccount(db, name);
    })
    .immediate();
}

/** Changes what is given; null when there is none of that name. `password` is a hash. */
export function changeAccount(
  db: Db,
  name: string,
  change: AccountSettings & { readonly password?: string | undefined },
  doing: Doing,
): StoredAccount | null {
  const set = (column: string, value: unknown) => {
    if (value === undefined) return [];
    db.prepare(`UPDATE account SET ${column} = ? WHERE name = ?`).run(value, name);
    return [column];
  };
  return db
    .transaction(() => {
      const before = findAccount(db, name);
      if (!before) return null;
      const { password, disabled, expires, senders } = change;
      const changed = [
        ...set('password', password),
        ...set('disabled', disabled === undefined ? undefined : disabled ? 1 : 0),
        ...set('expires', expires),
        ...set('senders', senders && JSON.stringify(senders)),
      ];
      const detail = `${before.name}: ${changed.join(', ')}`;
      if (changed.length > 0) recordAudit(db, { ...doing, action: 'account-changed', detail });
      return findAccount(db, name);
    })
    .immediate();
}

/** False when there is none of that name. */
export function removeAccount(db: Db, name: string, doing: Doing): boolean {
  return db
    .transaction(() => {
      const { changes } = db.prepare('DELETE FROM account WHERE name = ?').run(name);
      if (changes === 0) return false;
      recordAudit(db, { ...doing, action: 'account-removed', detail: name });
      return true;
    })
    .immediate();
}

/** Adds a password for a device; null when there is no such account. */
export function addAppPassword(
  db: Db,
  name: string,
  { label, hash }: { readonly label: string; readonly hash: string },
  doing: Doing,
): AppPassword | null {
  return db
    .transaction(() => {
      const account = findAccount(db, name);
      if (!account) return null;
      const { lastInsertRowid } = db
        .prepare('INSERT INTO app_password (account, label, hash, created_at) VALUES (?, ?, ?, ?)')
        .run(account.name, label, hash, doing.at);
      const detail = `${account.name}: app password added: ${label}`;
      recordAudit(db, { ...doing, action: 'account-changed', detail });
      return { id: Number(lastInsertRowid), label, createdAt: doing.at };
    })
    .immediate();
}

/** False when there is no such password of that account. */
export function removeAppPassword(db: Db, name: string, id: number, doing: Doing): boolean {
  return db
    .transaction(() => {
      const label = db
        .prepare('DELETE FROM app_password WHERE account = ? AND id = ? RETURNING label')
        .pluck()
        .get(name, id) as string | undefined;
      if (label === undefined) return false;
      const detail = `${name}: app password removed: ${label}`;
      recordAudit(db, { ...doing, action: 'account-changed', detail });
      return true;
    })
    .immediate();
}

function accountOf({ disabled, senders, ...row }: Row, appPasswords: AppPassword[]): StoredAccount {
  return {
    ...row,
    disabled: disabled === 1,
    senders: JSON.parse(senders) as string[],
    appPasswords,
  };
}
