-- Before: accounts of a name and a password. After: they can end, be disabled, use other senders and have
-- passwords for devices; security settings beside the delivery settings.
CREATE TABLE security (
  version  INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  author   TEXT NOT NULL,
  settings TEXT NOT NULL                 -- JSON (shared/api/security.ts), secrets included
) STRICT;

ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN expires TEXT;                       -- ISO 8601; NULL: never
ALTER TABLE account ADD COLUMN senders TEXT NOT NULL DEFAULT '[]'; -- JSON: addresses, @domain

CREATE TABLE app_password (
  id         INTEGER PRIMARY KEY,
  account    TEXT NOT NULL COLLATE NOCASE REFERENCES account (name) ON DELETE CASCADE,
  label      TEXT NOT NULL,
  hash       TEXT NOT NULL,              -- store/app-passwords.ts
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX app_password_of_account ON app_password (account);
