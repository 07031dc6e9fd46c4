/**
 * What the relay reads of config.db: the newest revision, the delivery settings, an account. It never
 * writes there, and must live with a file that is missing, damaged, or newer than it knows.
 */
import { StoreError } from '../fault.js';
import { newestVersion } from '../migrate.js';
import { openReader, type Db } from '../open.js';

/** The numbers that change when there is something new to enforce. */
export interface ConfigNumbers {
  readonly revision: number;
  readonly delivery: number;
}

export class RelayConfigReader {
  readonly #db: Db;

  private constructor(db: Db) {
    this.#db = db;
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
    return new RelayConfigReader(db);
  }

  numbers(): ConfigNumbers {
    const one = (sql: string) => this.#db.prepare(sql).pluck().get() as number | null;
    return {
      revision: one('SELECT max(revision) FROM revision') ?? 0,
      delivery: one('SELECT max(version) FROM delivery') ?? 0,
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

  /** The argon2id hash of an account's password, and the name as it is written; null for no such account. */
  account(name: string): { name: string; password: string } | null {
    const statement = this.#db.prepare('SELECT name, password FROM account WHERE name = ?');
    return (statement.get(name) as { name: string; password: string } | undefined) ?? null;
  }

  close(): void {
    this.#db.close();
  }

  #text(sql: string, number: number): string {
    return this.#db.prepare(sql).pluck().get(number) as string;
  }
}
