-- Sessions and what was measured. Table and column names follow the original load generator where the meaning is the
-- same. Times are UTC, ISO 8601 with milliseconds, so that they sort as text. The program's statements also run on
-- PostgreSQL; only these files are SQLite's own.

CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    controller_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    last_session_id INTEGER NOT NULL
);

CREATE TABLE sessions (
    session_id INTEGER PRIMARY KEY,
    remote_ip TEXT,
    remote_port INTEGER,
    local_ip TEXT,
    local_port INTEGER,
    bandwidth NUMERIC, -- Mbit/s; NULL for as fast as possible
    direction TEXT NOT NULL, -- u, d or b
    start_time TEXT NOT NULL, -- creation, then the moment load began
    duration INTEGER NOT NULL, -- measured seconds
    local_pid INTEGER, -- always NULL: one agent serves many sessions; kept for old statements
    remote_pid INTEGER, -- likewise
    environment TEXT NOT NULL,
    complete INTEGER NOT NULL, -- 1 once the session has ended, in whatever way
    state TEXT NOT NULL,
    cause_code TEXT,
    cause_message TEXT,
    cause_field TEXT,
    created_at TEXT NOT NULL,
    end_time TEXT,
    interface TEXT NOT NULL,
    protocol TEXT NOT NULL,
    datagram_size INTEGER NOT NULL,
    tos INTEGER NOT NULL,
    streams INTEGER NOT NULL,
    upstream_streams INTEGER NOT NULL, -- how many of them carry load upwards
    downstream_streams INTEGER NOT NULL,
    omit INTEGER NOT NULL, -- leading seconds left out of summaries
    label TEXT NOT NULL,
    near_agent TEXT NOT NULL,
    far_agent TEXT NOT NULL,
    controller_version TEXT NOT NULL,
    plan TEXT NOT NULL -- JSON
);

CREATE INDEX sessions_open ON sessions (session_id) WHERE complete = 0;

CREATE TABLE session_state_change (
    session_id INTEGER NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    number INTEGER NOT NULL, -- from 1
    changed_at TEXT NOT NULL,
    state TEXT NOT NULL,
    cause_code TEXT,
    cause_message TEXT,
    PRIMARY KEY (session_id, number)
) WITHOUT ROWID;

CREATE TABLE session_warning (
    session_id INTEGER NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    agent TEXT NOT NULL,
    code TEXT NOT NULL,
    warned_at TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (session_id, warned_at, agent, code, message)
) WITHOUT ROWID;

-- What each end reported: one stream in one direction in one second. Either half may be missing.
CREATE TABLE stream_data (
    session_id INTEGER NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    interval INTEGER NOT NULL, -- from 1
    record_type TEXT NOT NULL, -- u or d
    stream INTEGER NOT NULL, -- from 0
    received_timestamp TEXT, -- NULL: the receiver has not reported
    received_nanos INTEGER,
    total_bytes INTEGER,
    packets_received INTEGER,
    packets_sent INTEGER, -- expected by sequence number
    errors INTEGER, -- lost
    packets_out_of_order INTEGER,
    duplicates INTEGER,
    jitter_nanos INTEGER,
    socket_drops INTEGER,
    nic_bytes_received INTEGER, -- whole NIC; NULL unknown
    sent_timestamp TEXT, -- NULL: the sender has not reported
    sent_nanos INTEGER,
    sent_bytes INTEGER,
    sent_packets INTEGER,
    not_sent INTEGER,
    retransmits INTEGER,
    rtt_micros INTEGER,
    cwnd_bytes INTEGER,
    lateness_p99_us INTEGER,
    nic_bytes_sent INTEGER, -- whole NIC; NULL unknown
    PRIMARY KEY (session_id, interval, record_type, stream)
) WITHOUT ROWID;

-- One direction in one second, made from stream_data: sums over the streams.
CREATE TABLE session_data (
    session_id INTEGER NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    timestamp TEXT NOT NULL,
    record_type TEXT NOT NULL,
    total_bytes INTEGER NOT NULL,
    throughput INTEGER NOT NULL, -- bit/s
    jitter REAL NOT NULL, -- ms, mean over the streams weighted by packets received
    errors INTEGER NOT NULL,
    packets_sent INTEGER NOT NULL,
    packet_error_rate REAL NOT NULL, -- percent
    packets_out_of_order INTEGER NOT NULL,
    sample_duration REAL NOT NULL, -- s
    interval INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    packets_received INTEGER NOT NULL,
    socket_drops INTEGER NOT NULL,
    nic_bytes_received INTEGER,
    sent_bytes INTEGER NOT NULL,
    sent_packets INTEGER NOT NULL,
    not_sent INTEGER NOT NULL,
    retransmits INTEGER NOT NULL,
    rtt_ms REAL NOT NULL, -- mean over the streams that know it; 0 unknown
    cwnd_bytes INTEGER NOT NULL,
    lateness_p99_us INTEGER NOT NULL, -- worst stream
    nic_bytes_sent INTEGER,
    omitted INTEGER NOT NULL, -- 1: left out of summaries
    receiver_streams INTEGER NOT NULL, -- streams whose receiver has reported
    sender_streams INTEGER NOT NULL,
    receiver_complete INTEGER NOT NULL, -- 1: all of them
    sender_complete INTEGER NOT NULL,
    revision INTEGER NOT NULL, -- rises with every transaction that wrote rows
    PRIMARY KEY (session_id, interval, record_type)
) WITHOUT ROWID;

CREATE INDEX session_data_time ON session_data (session_id, timestamp);

CREATE INDEX session_data_revision ON session_data (revision);

CREATE TABLE stream_result (
    session_id INTEGER NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    record_type TEXT NOT NULL,
    stream INTEGER NOT NULL,
    role TEXT NOT NULL, -- sender or receiver
    agent TEXT NOT NULL,
    rows INTEGER NOT NULL, -- rows 1 to this exist at the agent
    octets INTEGER NOT NULL,
    packets INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    not_sent INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    outage_nanos INTEGER NOT NULL,
    cause_code TEXT,
    cause_message TEXT,
    PRIMARY KEY (session_id, record_type, stream, role)
) WITHOUT ROWID;
