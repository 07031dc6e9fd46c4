-- Before: nothing. After: rules, delivery settings, people, accounts and the audit trail.

-- Immutable: rows are only ever inserted. The highest number is the one to enforce.
CREATE TABLE revision (
  revision  INTEGER PRIMARY KEY,
  at        TEXT NOT NULL,               -- ISO 8601
  author    TEXT NOT NULL,
  note      TEXT NOT NULL,
  rules     TEXT NOT NULL,               -- JSON in standard form (shared/rules/schema.ts)
  confirmed TEXT NOT NULL                -- JSON: [{id, extent}] of the findings that were confirmed
) STRICT;
CREATE TRIGGER revision_is_immutable BEFORE UPDATE ON revision
BEGIN SELECT raise(ABORT, 'a revision is immutable'); END;
CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision
BEGIN SELECT raise(ABORT, 'a revision is kept'); END;

-- Delivery settings, numbered like revisions so that the relay can say which it uses.
CREATE TABLE delivery (
  version  INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  author   TEXT NOT NULL,
  settings TEXT NOT NULL                 -- JSON (shared/api/delivery.ts), secrets included
) STRICT;

CREATE TABLE user (
  username   TEXT PRIMARY KEY COLLATE NOCASE,
  password   TEXT NOT NULL,              -- argon2id
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,           -- SHA-256 of the cookie, hex
  username   TEXT NOT NULL REFERENCES user (username) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  used_at    TEXT NOT NULL
) STRICT;

-- SMTP logons.
CREATE TABLE account (
  name       TEXT PRIMARY KEY COLLATE NOCASE,
  password   TEXT NOT NULL,              -- argon2id
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
  id     INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL,
  action TEXT NOT NULL,                  -- closed list in store/config/audit.ts
  detail TEXT NOT NULL                   -- one line, never a secret
) STRICT;
