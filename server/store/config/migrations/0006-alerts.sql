-- Before: whoever does not look at the console learns nothing. After: alerts by ways that do not need this server.
CREATE TABLE alerts (
  version  INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  author   TEXT NOT NULL,
  settings TEXT NOT NULL                 -- JSON (shared/api/alerts.ts), secrets sealed
) STRICT;

-- What is raised, so that a console that starts again does not say it anew.
CREATE TABLE raised_alert (
  name  TEXT PRIMARY KEY,                -- shared/api/alerts.ts
  since TEXT NOT NULL,                   -- ISO 8601
  text  TEXT NOT NULL,
  value REAL,
  said  TEXT                             -- ISO 8601; NULL: not yet
) STRICT;
