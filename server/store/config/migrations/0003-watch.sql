-- Before: rules are applied and that is it. After: a watch over the newest revision, and gateways that are known.

-- One row at most: the watch over the newest revision, or what it did last.
CREATE TABLE watch (
  revision  INTEGER NOT NULL,
  before    INTEGER NOT NULL,            -- the revision that it would bring back
  ends      TEXT NOT NULL,               -- ISO 8601
  roll_back INTEGER NOT NULL,
  state     TEXT NOT NULL,               -- shared/api/routing.ts, Watch
  peers     INTEGER NOT NULL,
  refusals  INTEGER NOT NULL,
  examples  TEXT NOT NULL                -- JSON
) STRICT;

-- Permitted addresses that are known to stand for many hosts: no warning is given of them.
CREATE TABLE known_gateway (
  peer   TEXT PRIMARY KEY,
  at     TEXT NOT NULL,                  -- ISO 8601
  author TEXT NOT NULL
) STRICT;
