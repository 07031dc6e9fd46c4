-- Before: columns stand behind the body. After: the body is the last column, so that reading the others
-- does not go through the pages of the body: a start with a long queue would read all of it.
ALTER TABLE message ADD COLUMN octets BLOB;
UPDATE message SET octets = body, body = NULL;
ALTER TABLE message DROP COLUMN body;
ALTER TABLE message RENAME COLUMN octets TO body; -- NULL: in a file of its own, bodies/<queue_id>
