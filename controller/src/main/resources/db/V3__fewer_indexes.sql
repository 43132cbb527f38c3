-- The last rows of a session tell how late it has any: an index by time costs every row that is written a page of its own
-- when thousands of sessions run. What follows the store still finds rows by their revision.

ALTER TABLE meta ADD COLUMN last_revision INTEGER NOT NULL DEFAULT 0;

UPDATE meta SET last_revision = (SELECT COALESCE(MAX(revision), 0) FROM session_data);

DROP INDEX session_data_time;
