-- Before: a recipient is queued, deferred, delivered or bounced. After: it may also be held or removed
-- by an administrator; a message remembers what its sender asked to be told (RFC 3461) and whether it
-- was told of a delay; each attempt that did not end a recipient is kept for the Queues page.

ALTER TABLE message ADD COLUMN ret TEXT;                     -- 'FULL', 'HDRS'; NULL: not said
ALTER TABLE message ADD COLUMN envid TEXT;                   -- xtext as given; NULL: none
ALTER TABLE message ADD COLUMN warned INTEGER NOT NULL DEFAULT 0; -- 1: its sender was told of the delay

CREATE TABLE recipient_2 (
  message    INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
  position   INTEGER NOT NULL,             -- from 0, in the order of RCPT TO
  address    TEXT NOT NULL,                -- exactly as it goes on the wire
  next_hop   TEXT NOT NULL,                -- JSON (shared/engine/decision.ts)
  notify     TEXT,                         -- 'success,failure,delay'; '' is NEVER; NULL: not said
  orcpt      TEXT,                         -- `rfc822;` and xtext as given; NULL: none
  state      TEXT NOT NULL CHECK (state IN ('queued', 'deferred', 'held', 'delivered', 'bounced', 'removed')),
  attempts   INTEGER NOT NULL,
  next_try   INTEGER NOT NULL,             -- milliseconds since 1970
  last_reply TEXT NOT NULL,                -- one line; '' before the first attempt
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
INSERT INTO recipient_2
  SELECT message, position, address, next_hop, NULL, NULL, state, attempts, next_try, last_reply FROM recipient;
DROP TABLE recipient;
ALTER TABLE recipient_2 RENAME TO recipient;

CREATE TABLE attempt (
  message  INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,               -- the recipient's
  attempt  INTEGER NOT NULL,               -- from 1
  at       INTEGER NOT NULL,               -- milliseconds since 1970
  outcome  TEXT NOT NULL CHECK (outcome IN ('delivered', 'deferred', 'failed')),
  host     TEXT,                           -- `mx.example.net[192.0.2.1]:25`; NULL: nobody was reached
  reply    TEXT NOT NULL,
  PRIMARY KEY (message, position, attempt)
) STRICT, WITHOUT ROWID;
