-- Before: nothing is known of logons but their rows in the log. After: when each account was last used.
CREATE TABLE logon (
  account      TEXT PRIMARY KEY,           -- lower case
  last_used    TEXT,                       -- ISO 8601
  last_failure TEXT,
  failures     INTEGER NOT NULL            -- since it was last used
) STRICT, WITHOUT ROWID;
