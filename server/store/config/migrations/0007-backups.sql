-- Before: nothing is known of backups. After: settings of the schedule, and what became of it last.
CREATE TABLE backup_settings (
  version  INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  author   TEXT NOT NULL,
  settings TEXT NOT NULL                 -- JSON (shared/api/backups.ts), secrets sealed
) STRICT;

-- One row at most: of the last scheduled backup.
CREATE TABLE backup_outcome (
  id        TEXT NOT NULL,               -- the name of its file
  at        TEXT NOT NULL,               -- ISO 8601
  problem   TEXT,                        -- NULL: it is whole
  last_good TEXT                         -- ISO 8601; NULL: none yet
) STRICT;
