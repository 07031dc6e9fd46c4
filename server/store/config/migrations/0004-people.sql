-- Before: every user may do everything. After: roles, invitations, a second factor, tokens for programs, and
-- an audit trail that says from where. Whoever was a user before is an administrator.
ALTER TABLE user ADD COLUMN role TEXT NOT NULL DEFAULT 'administrator'; -- shared/api/roles.ts
ALTER TABLE user ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN last_logon TEXT;             -- ISO 8601; NULL: never

ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT ''; -- User-Agent, cut

-- A link that sets a password: of somebody new, or of a user who forgot it. One for each name.
CREATE TABLE invitation (
  username   TEXT PRIMARY KEY COLLATE NOCASE,
  role       TEXT NOT NULL,              -- of somebody new; a user keeps the role that there is
  token_hash TEXT NOT NULL UNIQUE,       -- SHA-256 of the link's token, hex
  author     TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires    TEXT NOT NULL
) STRICT;

-- Read and written by store/config/second-factor.ts alone.
CREATE TABLE second_factor (
  username   TEXT PRIMARY KEY COLLATE NOCASE REFERENCES user (username) ON DELETE CASCADE,
  secret     TEXT NOT NULL,              -- of the codes, base32
  on_since   TEXT,                       -- ISO 8601; NULL: no code has been entered yet
  last_step  INTEGER NOT NULL DEFAULT 0  -- of the last code that was taken: each works once
) STRICT;
CREATE TABLE recovery_code (
  username TEXT NOT NULL COLLATE NOCASE REFERENCES second_factor (username) ON DELETE CASCADE,
  hash     TEXT NOT NULL,                -- store/app-passwords.ts
  PRIMARY KEY (username, hash)
) STRICT;

-- For programs: Authorization: Bearer.
CREATE TABLE api_token (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  username   TEXT NOT NULL COLLATE NOCASE REFERENCES user (username) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  scope      TEXT NOT NULL,              -- shared/api/tokens.ts
  token_hash TEXT NOT NULL UNIQUE,       -- SHA-256, hex
  created_at TEXT NOT NULL,
  expires    TEXT,                       -- ISO 8601; NULL: never
  used_at    TEXT                        -- ISO 8601; NULL: never
) STRICT;
CREATE INDEX api_token_of_user ON api_token (username);

ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN token TEXT NOT NULL DEFAULT '';   -- name of the token that was used; '' for a session
ALTER TABLE audit ADD COLUMN times INTEGER NOT NULL DEFAULT 1; -- refused logons of one address in an hour are one row
CREATE INDEX audit_refused ON audit (at) WHERE action = 'logon-refused';
