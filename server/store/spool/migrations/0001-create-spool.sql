-- Before: nothing. After: the queue, the last settings that were in force, and the decisions that
-- ride in the commit of the message they accepted.

CREATE TABLE message (
  number      INTEGER PRIMARY KEY,
  queue_id    TEXT NOT NULL UNIQUE,
  sender      TEXT NOT NULL,               -- as it goes on the wire; '' is the null sender
  received_at INTEGER NOT NULL,            -- milliseconds since 1970
  size        INTEGER NOT NULL,            -- octets
  eight_bit   INTEGER NOT NULL,            -- 1: holds octets above 127
  smtputf8    INTEGER NOT NULL,            -- 1: the header itself needs SMTPUTF8
  received    TEXT NOT NULL,               -- JSON: peer, helo and what else the log wants to know
  body        BLOB                         -- NULL: in a file of its own, bodies/<queue_id>
) STRICT;

CREATE TABLE recipient (
  message    INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
  position   INTEGER NOT NULL,             -- from 0, in the order of RCPT TO
  address    TEXT NOT NULL,                -- exactly as it goes on the wire
  next_hop   TEXT NOT NULL,                -- JSON (shared/engine/decision.ts)
  state      TEXT NOT NULL CHECK (state IN ('queued', 'deferred', 'delivered', 'bounced')),
  attempts   INTEGER NOT NULL,
  next_try   INTEGER NOT NULL,             -- milliseconds since 1970
  last_reply TEXT NOT NULL,                -- one line; '' before the first attempt
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE last_good (
  kind   TEXT PRIMARY KEY,                 -- 'rules' or 'delivery'
  number INTEGER NOT NULL,                 -- revision or version
  json   TEXT NOT NULL,
  since  TEXT NOT NULL                     -- ISO 8601
) STRICT;

CREATE TABLE decision (
  number INTEGER PRIMARY KEY,
  json   TEXT NOT NULL
) STRICT;
