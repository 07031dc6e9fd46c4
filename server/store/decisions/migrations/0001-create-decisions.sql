-- Before: nothing. After: the decision log, and under what each decision was made.

-- The rules in force and where: a decision can be recomputed from revision, host and its own inputs.
CREATE TABLE enforcement (
  id       INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  host     TEXT NOT NULL,                -- JSON (shared/engine/decision.ts, Host)
  since    TEXT NOT NULL                 -- ISO 8601
) STRICT;

CREATE TABLE decision (
  number        INTEGER PRIMARY KEY,     -- the reference is this through a permutation (shared/smtp/reference.ts)
  at            INTEGER NOT NULL,        -- milliseconds since 1970
  kind          TEXT NOT NULL,
  verdict       TEXT NOT NULL,
  reason        TEXT NOT NULL,
  decided_by    TEXT NOT NULL,
  rule          TEXT,
  enforcement   INTEGER NOT NULL,
  peer          TEXT NOT NULL,
  local_address TEXT NOT NULL,
  listener      TEXT NOT NULL,
  account       TEXT,
  helo          TEXT NOT NULL,
  tls           TEXT,
  sender        TEXT NOT NULL,
  recipient     TEXT NOT NULL,           -- as it will be delivered
  given         TEXT,                    -- as it came, where that differs
  smtputf8      INTEGER NOT NULL,
  session       TEXT NOT NULL,
  queue_id      TEXT,
  reply         TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_verdict ON decision (verdict, number);
CREATE INDEX decision_by_peer ON decision (peer, number);
CREATE INDEX decision_by_recipient ON decision (recipient, number);

-- One row: the first number that no block has reserved yet.
CREATE TABLE numbers (unreserved INTEGER NOT NULL) STRICT;
INSERT INTO numbers VALUES (1);
