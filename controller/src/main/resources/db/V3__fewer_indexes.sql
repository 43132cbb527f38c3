-- The highest revision of a row is kept apart, and the last rows of a session tell how late it has any: an index costs every
-- row that is written a page of its own when thousands of sessions run.

ALTER TABLE meta ADD COLUMN last_revision INTEGER NOT NULL DEFAULT 0;

UPDATE meta SET last_revision = (SELECT COALESCE(MAX(revision), 0) FROM session_data);

DROP INDEX session_data_revision;

DROP INDEX session_data_time;
