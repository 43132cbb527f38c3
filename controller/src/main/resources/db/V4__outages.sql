-- When and for how long an end of a session heard nothing of the other, or had no leave of its controller to send. Each
-- end notes what it saw, by its own clock; sessions of earlier layouts have none.

CREATE TABLE session_outage (
    session_id INTEGER NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    agent TEXT NOT NULL, -- the end that noted it
    started_at TEXT NOT NULL,
    nanos INTEGER NOT NULL, -- until it was over, or until the load's end
    PRIMARY KEY (session_id, started_at, agent)
) WITHOUT ROWID;
