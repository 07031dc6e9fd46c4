/** Tokens for programs. Only their SHA-256 is kept; they go with their owner. */
import { lesserRole, type Role } from '../../../shared/api/roles.js';
import type { Scope, Token } from '../../../shared/api/tokens.js';
import type { Db } from '../open.js';
import { recordAudit, type Doing } from './audit.js';

/** Use is written down at most this often. */
const TOUCH_MS = 60_000;
/** More than anybody needs. */
const MOST_TOKENS = 50;

export interface TokenCaller {
  readonly username: string;
  /** What it may: its scope, and never more than its owner. */
  readonly role: Role;
  readonly readOnly: boolean;
  /** Its name. */
  readonly token: string;
}

export interface TokenDraft {
  readonly name: string;
  readonly scope: Scope;
  readonly expires: string | null;
  readonly tokenHash: string;
}

const SELECT =
  'SELECT id, name, scope, created_at AS createdAt, expires, used_at AS usedAt FROM api_token';

export function tokensOf(db: Db, username: string): Token[] {
  return db.prepare(`${SELECT} WHERE username = ? ORDER BY id`).all(username) as Token[];
}

/** Null when the owner, who is the actor, has too many. */
export function createToken(db: Db, draft: TokenDraft, doing: Doing): Token | null {
  return db
    .transaction(() => {
      if (tokensOf(db, doing.actor).length >= MOST_TOKENS) return null;
      const { name, scope, expires, tokenHash } = draft;
      // Stored in UTC, so that texts compare as times do.
      const until = expires === null ? null : new Date(expires).toISOString();
      const { lastInsertRowid } = db
        .prepare(
          `INSERT INTO api_token (username, name, scope, token_hash, created_at, expires)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(doing.actor, name, scope, tokenHash, doing.at, until);
      recordAudit(db, { ...doing, action: 'token-made', detail: `${name}, ${scope}` });
      return db.prepare(`${SELECT} WHERE id = ?`).get(lastInsertRowid) as Token;
    })
    .immediate();
}

/** Whose token this is and what it may; null where it has ended. With `touch` it counts as used. */
export function tokenCaller(
  db: Db,
  tokenHash: string,
  now: Date,
  touch = true,
): TokenCaller | null {
  const at = now.toISOString();
  const row = db
    .prepare(
      `SELECT id, user.username, role, name, scope, used_at AS usedAt FROM api_token
       JOIN user ON user.username = api_token.username
       WHERE token_hash = ? AND (expires IS NULL OR expires > ?) AND disabled = 0`,
    )
    .get(tokenHash, at) as
    | {
        id: number;
        username: string;
        role: Role;
        name: string;
        scope: Scope;
        usedAt: string | null;
      }
    | undefined;
  if (!row) return null;
  const { id, username, role, name, scope, usedAt } = row;
  if (touch && (usedAt === null || now.getTime() - Date.parse(usedAt) > TOUCH_MS)) {
    db.prepare('UPDATE api_token SET used_at = ? WHERE id = ?').run(at, id);
  }
  const readOnly = scope === 'read';
  return { username, role: readOnly ? role : lesserRole(role, scope), readOnly, token: name };
}

/** Removes one of the tokens of the user who asks; its hash, or null where there is none of that id. */
export function removeToken(db: Db, id: number, doing: Doing): string | null {
  return db
    .transaction(() => {
      const row = db
        .prepare(
          'DELETE FROM api_token WHERE username = ? AND id = ? RETURNING name, token_hash AS hash',
        )
        .get(doing.actor, id) as { name: string; hash: string } | undefined;
      if (!row) return null;
      recordAudit(db, { ...doing, action: 'token-removed', detail: row.name });
      return row.hash;
    })
    .immediate();
}

/** Removes all of a user; answers their hashes. Called inside a transaction. */
export function removeTokensOf(db: Db, username: string): string[] {
  return db
    .prepare('DELETE FROM api_token WHERE username = ? RETURNING token_hash')
    .pluck()
    .all(username) as string[];
}
