/**
 * What the relay reads of config.db: the newest revision, the settings, an account. It never
 * writes there, and must live with a file that is missing, damaged, or newer than it knows.
 */
import { StoreError } from '../fault.js';
import { newestVersion } from '../migrate.js';
import { openReader, type Db } from '../open.js';

/** The numbers that change when there is something new to enforce. */
export interface ConfigNumbers {
  readonly revision: number;
  readonly delivery: number;
  /** 0 in a database from before there were any. */
  readonly security: number;
}

/** An account as a logon is judged by it. */
export interface AccountSecrets {
  /** As it was created; case does not matter at a logon. */
  readonly name: string;
  /** argon2id, PHC form. */
  readonly password: string;
  /** Of its devices (`store/app-passwords.ts`). */
  readonly appPasswords: readonly string[];
  readonly disabled: boolean;
  /** ISO 8601; null: never. */
  readonly expires: string | null;
  readonly senders: readonly string[];
}

/** config.db has accounts that end, app passwords and security settings from here on. */
const WITH_SECURITY = 2;

export class RelayConfigReader {
  readonly #db: Db;
  readonly #version: number;

  private constructor(db: Db, version: number) {
    this.#db = db;
    this.#version = version;
  }

  /** Throws a StoreError when there is no config.db that can be read. */
  static open(path: string): RelayConfigReader {
    const db = openReader(path);
    if (!db) throw new StoreError(`${path} is missing.`);
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version === 0 || version > newestVersion('config')) {
      db.close();
      throw new StoreError(`${path} has version ${version}, which this relay does not know.`);
    }
    return new RelayConfigReader(db, version);
  }

  numbers(): ConfigNumbers {
    const one = (sql: string) => this.#db.prepare(sql).pluck().get() as number | null;
    return {
      revision: one('SELECT max(revision) FROM revision') ?? 0,
      delivery: one('SELECT max(version) FROM delivery') ?? 0,
      security: this.#version < WITH_SECURITY ? 0 : (one('SELECT max(version) FROM security') ?? 0),
    };
  }

  /** JSON of the rules. */
  rules(revision: number): string {
    return this.#text('SELECT rules FROM revision WHERE revision = ?', revision);
  }

  /** JSON of the delivery settings. */
  delivery(version: number): string {
    return this.#text('SELECT settings FROM delivery WHERE version = ?', version);
  }

  /** JSON of the security settings. */
  security(version: number): string {
    return this.#text('SELECT settings FROM security WHERE version = ?', version);
  }

  /** Null for no such account. */
  account(name: string): AccountSecrets | null {
    const row = this.#db.prepare('SELECT * FROM account WHERE name = ?').get(name) as
      | (Record<'name' | 'password', string> & {
          disabled?: number;
          expires?: string | null;
          senders?: string;
        })
      | undefined;
    if (!row) return null;
    const devices =
      this.#version < WITH_SECURITY
        ? []
        : this.#db.prepare('SELECT hash FROM app_password WHERE account = ?').pluck().all(name);
    return {
      name: row.name,
      password: row.password,
      appPasswords: devices as string[],
      disabled: row.disabled === 1,
      expires: row.expires ?? null,
      senders: JSON.parse(row.senders ?? '[]') as string[],
    };
  }

  close(): void {
    this.#db.close();
  }

  #text(sql: string, number: number): string {
    return this.#db.prepare(sql).pluck().get(number) as string;
  }
}
