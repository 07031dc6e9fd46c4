/**
 * The second factor of users: the secret that codes are made of, and recovery codes. The one place that reads
 * and writes the secret, which lies in the database sealed (`store/secrets.ts`).
 *
 * Promise: a code is taken once, and so is a recovery code; both are settled in the statement that asks.
 */
import type { Db } from '../open.js';
import { isSealed, type Secrets } from '../secrets.js';
import { recordAudit, type Doing } from './audit.js';

export interface SecondFactor {
  /** ISO 8601; null: no code has been entered yet, so it is not asked for. */
  readonly onSince: string | null;
}

/** Null when the user has none. */
export function secondFactorOf(db: Db, username: string): SecondFactor | null {
  const row = db
    .prepare('SELECT on_since AS onSince FROM second_factor WHERE username = ?')
    .get(username);
  return (row as SecondFactor | undefined) ?? null;
}

/** The secret of a user who has one, base32; null when it cannot be opened. */
export function factorSecret(db: Db, username: string, secrets: Secrets): string | null {
  const row = rowsOf(db).find((each) => purposeOf(each.username) === purposeOf(username));
  return row ? openedSecret(row, secrets) : null;
}

/** Whose second factor is on and cannot be opened. */
export function unreadableFactors(db: Db, secrets: Secrets): string[] {
  return rowsOf(db)
    .filter((row) => row.onSince !== null && openedSecret(row, secrets) === null)
    .map(({ username }) => username);
}

/** Seals what earlier versions stored in plain text; whether there was any. */
export function sealPlainFactors(db: Db, secrets: Secrets): boolean {
  const update = db.prepare('UPDATE second_factor SET secret = ? WHERE username = ?');
  const plain = rowsOf(db).filter(({ secret }) => !isSealed(secret));
  for (const { username, secret } of plain) {
    update.run(secrets.seal(purposeOf(username), secret), username);
  }
  return plain.length > 0;
}

export function recoveryCodesLeft(db: Db, username: string): number {
  return db
    .prepare('SELECT count(*) FROM recovery_code WHERE username = ?')
    .pluck()
    .get(username) as number;
}

/**
 * Keeps a secret until a first code proves that it was taken over; false when one is on already. Throws a
 * KeyFault when it cannot be sealed.
 */
export function beginSecondFactor(
  db: Db,
  username: string,
  secret: string,
  secrets: Secrets,
): boolean {
  const { changes } = db
    .prepare(
      `INSERT INTO second_factor (username, secret) VALUES (?, ?)
       ON CONFLICT (username) DO UPDATE SET secret = excluded.secret WHERE on_since IS NULL`,
    )
    .run(username, secrets.seal(purposeOf(username), secret));
  return changes > 0;
}

/** Turns it on with the code of a step, and keeps hashes of recovery codes; false when it is on already. */
export function turnOnSecondFactor(
  db: Db,
  { step, hashes }: { readonly step: number; readonly hashes: readonly string[] },
  doing: Doing,
): boolean {
  return db
    .transaction(() => {
      const { changes } = db
        .prepare(
          `UPDATE second_factor SET on_since = ?, last_step = ?
           WHERE username = ? AND on_since IS NULL`,
        )
        .run(doing.at, step, doing.actor);
      if (changes === 0) return false;
      keepRecoveryCodes(db, doing.actor, hashes);
      recordAudit(db, { ...doing, action: 'second-factor-on', detail: '' });
      return true;
    })
    .immediate();
}

/** New recovery codes in place of the old ones. */
export function replaceRecoveryCodes(db: Db, hashes: readonly string[], doing: Doing): void {
  db.transaction(() => {
    db.prepare('DELETE FROM recovery_code WHERE username = ?').run(doing.actor);
    keepRecoveryCodes(db, doing.actor, hashes);
    recordAudit(db, { ...doing, action: 'recovery-codes-made', detail: '' });
  }).immediate();
}

/** Takes the code of a step: false when that or a later one was taken before. */
export function takeStep(db: Db, username: string, step: number): boolean {
  const { changes } = db
    .prepare('UPDATE second_factor SET last_step = ? WHERE username = ? AND last_step < ?')
    .run(step, username, step);
  return changes > 0;
}

/** Takes a recovery code; false when there is none of that hash any more. */
export function takeRecoveryCode(db: Db, hash: string, doing: Doing): boolean {
  return db
    .transaction(() => {
      const { changes } = db
        .prepare('DELETE FROM recovery_code WHERE username = ? AND hash = ?')
        .run(doing.actor, hash);
      if (changes === 0) return false;
      const detail = `${recoveryCodesLeft(db, doing.actor)} left`;
      recordAudit(db, { ...doing, action: 'recovery-code-used', detail });
      return true;
    })
    .immediate();
}

/** Turns it off, for oneself or for another; false when there is none. */
export function turnOffSecondFactor(db: Db, username: string, doing: Doing): boolean {
  return db
    .transaction(() => {
      const factor = secondFactorOf(db, username);
      if (!factor) return false;
      db.prepare('DELETE FROM second_factor WHERE username = ?').run(username);
      const detail = username.toLowerCase() === doing.actor.toLowerCase() ? '' : username;
      if (factor.onSince) recordAudit(db, { ...doing, action: 'second-factor-off', detail });
      return true;
    })
    .immediate();
}

function keepRecoveryCodes(db: Db, username: string, hashes: readonly string[]): void {
  const insert = db.prepare('INSERT INTO recovery_code (username, hash) VALUES (?, ?)');
  for (const hash of hashes) insert.run(username, hash);
}

interface FactorRow {
  readonly username: string;
  readonly secret: string;
  readonly onSince: string | null;
}

function rowsOf(db: Db): FactorRow[] {
  const rows = db.prepare('SELECT username, secret, on_since AS onSince FROM second_factor');
  return rows.all() as FactorRow[];
}

function openedSecret({ username, secret }: FactorRow, secrets: Secrets): string | null {
  return isSealed(secret) ? secrets.open(purposeOf(username), secret) : secret;
}

/** Nobody's secret can be put in another's place. */
function purposeOf(username: string): string {
  return `second-factor ${username.toLowerCase()}`;
}
