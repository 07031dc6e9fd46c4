-- Before: set-up made the administrator and ended. After: it goes on in steps, and can be left and resumed.

-- One row.
CREATE TABLE setup (
  step     TEXT NOT NULL,                -- shared/api/setup-progress.ts
  finished INTEGER NOT NULL
) STRICT;
-- Whoever has applied rules already has no need of it.
INSERT INTO setup SELECT 'domains', (SELECT count(*) FROM revision) > 1;
