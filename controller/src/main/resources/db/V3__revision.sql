-- The highest revision of a row is kept apart, since an index on it costs every row that is written a page of its own.

ALTER TABLE meta ADD COLUMN last_revision INTEGER NOT NULL DEFAULT 0;

UPDATE meta SET last_revision = (SELECT COALESCE(MAX(revision), 0) FROM session_data);

DROP INDEX session_data_revision;
