-- Before: every row spelled out its texts, and only verdict, peer and recipient were indexed. After: rows refer
-- to `name`, where a text stands about once a day, so that every filter has an index and 10 million rows stay
-- small; sums by day and hour for what counts and replays. What was logged before is searched, and not replayed.

-- Stretches of the log by day (UTC), in the order of the log. A clock that jumps begins a new one.
CREATE TABLE log_day (
  id         INTEGER PRIMARY KEY,
  day        INTEGER NOT NULL,           -- days since 1970
  first      INTEGER NOT NULL,           -- the first decision in it
  first_name INTEGER NOT NULL            -- rows of this day refer to no name before this one
) STRICT;

-- A day has names of its own: they go with it, and what is written today lies close together in every index.
CREATE TABLE name (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  text TEXT NOT NULL,
  term INTEGER NOT NULL                  -- 1: a word of ours, a rule or an account, found by the whole text
) STRICT;
CREATE INDEX name_by_term ON name (text COLLATE NOCASE) WHERE term = 1;

-- Three characters in a row that occur in a name. Filled behind the rows (see `indexed`).
CREATE VIRTUAL TABLE name_part USING fts5(
  text, content = 'name', content_rowid = 'id', tokenize = 'trigram', detail = 'none', columnsize = 0
);

-- Names that are addresses of peers, in an order in which a network is one range.
CREATE TABLE peer_address (
  id  INTEGER PRIMARY KEY,               -- of the name
  key BLOB NOT NULL                      -- family and address, most significant octet first
) STRICT;
CREATE INDEX peer_address_by_key ON peer_address (key);

ALTER TABLE numbers ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0; -- the last name that is in `name_part`

ALTER TABLE decision RENAME TO decision_before;
DROP INDEX decision_by_verdict;
DROP INDEX decision_by_peer;
DROP INDEX decision_by_recipient;

-- Columns without another type are names.
CREATE TABLE decision (
  number        INTEGER PRIMARY KEY,     -- the reference is this through a permutation (shared/smtp/reference.ts)
  at            INTEGER NOT NULL,        -- milliseconds since 1970
  kind          INTEGER NOT NULL,
  verdict       INTEGER NOT NULL,
  reason        INTEGER NOT NULL,
  decided_by    INTEGER NOT NULL,
  rule          INTEGER,                 -- the one that decided
  rules         INTEGER,                 -- all that matched, one a line
  enforcement   INTEGER NOT NULL,        -- table `enforcement`
  peer          INTEGER NOT NULL,
  local_address INTEGER NOT NULL,
  listener      INTEGER NOT NULL,
  account       INTEGER,
  helo          INTEGER NOT NULL,
  tls           INTEGER,
  mechanism     INTEGER,
  sender        INTEGER NOT NULL,
  recipient     INTEGER NOT NULL,        -- as it will be delivered
  given         INTEGER,                 -- as it came, where that differs
  smtputf8      INTEGER NOT NULL,        -- 0 or 1
  session       TEXT NOT NULL,
  queue_id      TEXT,
  reply         INTEGER NOT NULL         -- with marks for recipient and reference (reply-pattern.ts)
) STRICT;

-- Every rule that matched, and the decisions it matched at.
CREATE TABLE rule_match (
  rule   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (rule, number)
) STRICT, WITHOUT ROWID;

-- What became of a recipient that was taken in, once that has ended.
CREATE TABLE fate (
  queue_id  TEXT NOT NULL,
  recipient INTEGER NOT NULL,
  state     INTEGER NOT NULL,
  at        INTEGER NOT NULL,            -- milliseconds since 1970
  attempts  INTEGER NOT NULL,
  host      INTEGER,
  reply     TEXT NOT NULL,
  PRIMARY KEY (queue_id, recipient)
) STRICT, WITHOUT ROWID;

-- Decisions by the hour, and between which numbers they lie.
CREATE TABLE tally (
  log_day     INTEGER NOT NULL,
  hour        INTEGER NOT NULL,          -- hours since 1970
  enforcement INTEGER NOT NULL,
  kind        INTEGER NOT NULL,
  verdict     INTEGER NOT NULL,
  reason      INTEGER NOT NULL,
  decided_by  INTEGER NOT NULL,
  decisions   INTEGER NOT NULL,
  first       INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  PRIMARY KEY (log_day, hour, enforcement, kind, verdict, reason, decided_by)
) STRICT, WITHOUT ROWID;

-- What preview replays: all that the rules look at, by day. Peer and domain stand here as they are: a replay
-- reads them all, and to look up each would take longer than all else.
CREATE TABLE traffic (
  log_day       INTEGER NOT NULL,
  peer          TEXT NOT NULL,
  local_address INTEGER NOT NULL,
  account       INTEGER NOT NULL,        -- 0: nobody logged on
  domain        TEXT NOT NULL,           -- of the recipient as it came
  form          INTEGER NOT NULL,        -- 0 plain, 1 the local part carries routing, 2 refused whatever the rules say
  helo          INTEGER NOT NULL,
  decisions     INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  last          INTEGER NOT NULL,        -- number of the last one
  PRIMARY KEY (log_day, peer, local_address, account, domain, form, helo)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_day (
  rule      INTEGER NOT NULL,
  log_day   INTEGER NOT NULL,
  decisions INTEGER NOT NULL,
  last_at   INTEGER NOT NULL,
  PRIMARY KEY (rule, log_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_day_by_day ON rule_day (log_day);

INSERT INTO log_day (day, first, first_name)
  SELECT at / 86400000, min(number), 1 FROM decision_before GROUP BY at / 86400000 ORDER BY min(number);

CREATE TEMP TABLE texts AS
  SELECT kind AS text FROM decision_before UNION SELECT verdict FROM decision_before
  UNION SELECT reason FROM decision_before UNION SELECT decided_by FROM decision_before
  UNION SELECT rule FROM decision_before UNION SELECT peer FROM decision_before
  UNION SELECT local_address FROM decision_before UNION SELECT listener FROM decision_before
  UNION SELECT account FROM decision_before UNION SELECT helo FROM decision_before
  UNION SELECT tls FROM decision_before UNION SELECT mechanism FROM decision_before
  UNION SELECT sender FROM decision_before UNION SELECT recipient FROM decision_before
  UNION SELECT given FROM decision_before UNION SELECT reply FROM decision_before;
CREATE TEMP TABLE terms AS
  SELECT kind AS text FROM decision_before UNION SELECT verdict FROM decision_before
  UNION SELECT reason FROM decision_before UNION SELECT decided_by FROM decision_before
  UNION SELECT rule FROM decision_before UNION SELECT account FROM decision_before;
INSERT INTO name (text, term)
  SELECT text, text IN (SELECT text FROM temp.terms WHERE text IS NOT NULL) FROM temp.texts WHERE text IS NOT NULL;
DROP TABLE temp.texts;
DROP TABLE temp.terms;
CREATE TEMP TABLE id_of (text TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;
INSERT INTO temp.id_of SELECT text, id FROM name;

INSERT INTO decision
  SELECT number, at,
    (SELECT id FROM id_of WHERE text = kind), (SELECT id FROM id_of WHERE text = verdict),
    (SELECT id FROM id_of WHERE text = reason), (SELECT id FROM id_of WHERE text = decided_by),
    (SELECT id FROM id_of WHERE text = rule), (SELECT id FROM id_of WHERE text = rule), enforcement,
    (SELECT id FROM id_of WHERE text = peer), (SELECT id FROM id_of WHERE text = local_address),
    (SELECT id FROM id_of WHERE text = listener), (SELECT id FROM id_of WHERE text = account),
    (SELECT id FROM id_of WHERE text = helo), (SELECT id FROM id_of WHERE text = tls),
    (SELECT id FROM id_of WHERE text = mechanism), (SELECT id FROM id_of WHERE text = sender),
    (SELECT id FROM id_of WHERE text = recipient), (SELECT id FROM id_of WHERE text = given),
    smtputf8, session, queue_id, (SELECT id FROM id_of WHERE text = reply)
  FROM decision_before;
DROP TABLE temp.id_of;
DROP TABLE decision_before;

INSERT INTO rule_match SELECT rule, number FROM decision WHERE rule IS NOT NULL;
INSERT INTO rule_day
  SELECT rule, (SELECT min(id) FROM log_day WHERE day = at / 86400000), count(*), max(at)
  FROM decision WHERE rule IS NOT NULL GROUP BY 1, 2;
INSERT INTO tally
  SELECT (SELECT min(id) FROM log_day WHERE day = at / 86400000), at / 3600000, enforcement, kind, verdict,
    reason, decided_by, count(*), min(number), max(number)
  FROM decision GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- Each index ends with the number, so a page of any of them is read in the log's order.
CREATE INDEX decision_by_verdict ON decision (verdict);
CREATE INDEX decision_by_reason ON decision (reason);
CREATE INDEX decision_by_enforcement ON decision (enforcement);
CREATE INDEX decision_by_peer ON decision (peer);
CREATE INDEX decision_by_helo ON decision (helo);
CREATE INDEX decision_by_account ON decision (account) WHERE account IS NOT NULL;
CREATE INDEX decision_by_sender ON decision (sender);
CREATE INDEX decision_by_recipient ON decision (recipient);
