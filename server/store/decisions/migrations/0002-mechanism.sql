-- Before: a logon's mechanism is not known. After: it stands with each row of its session.
ALTER TABLE decision ADD COLUMN mechanism TEXT; -- PLAIN or LOGIN; NULL: none
