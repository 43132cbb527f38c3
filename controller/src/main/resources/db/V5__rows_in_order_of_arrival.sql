-- Rows in the order in which they are stored, and an index to find those of a session. Each session's rows lay together
-- before: with ten thousand sessions at once every row that was written changed a page of its own, twice. What is read
-- of one session still lies together where few sessions run at a time.

-- What each end reported: one stream in one direction in one second. Either half may be missing.
CREATE TABLE stream_data_5 (
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
    loss_runs INTEGER, -- runs of consecutive losses
    loss_run_max INTEGER, -- datagrams
    reorder_extent_max INTEGER, -- datagrams, RFC 4737 section 4.2.1
    delay_variation_p50_us INTEGER, -- one-way delay above the least so far, RFC 5481
    delay_variation_p90_us INTEGER,
    delay_variation_p99_us INTEGER,
    delay_variation_max_us INTEGER,
    receiver_steal_percent REAL, -- NULL unknown
    lateness_p50_us INTEGER,
    lateness_max_us INTEGER,
    burst_datagrams INTEGER, -- most in one write
    sender_cpu_nanos INTEGER, -- of the sending thread; NULL unknown
    sender_steal_percent REAL, -- NULL unknown
    PRIMARY KEY (session_id, interval, record_type, stream)
);

INSERT INTO stream_data_5 SELECT * FROM stream_data;

DROP TABLE stream_data;

ALTER TABLE stream_data_5 RENAME TO stream_data;

-- One direction in one second, made from stream_data: sums over the streams.
CREATE TABLE session_data_5 (
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
    loss_runs INTEGER, -- sum over the streams
    loss_run_mean REAL, -- datagrams: errors by loss_runs
    loss_run_max INTEGER,
    reorder_extent_max INTEGER,
    delay_variation_p50_us INTEGER, -- worst stream, as the next three
    delay_variation_p90_us INTEGER,
    delay_variation_p99_us INTEGER,
    delay_variation_max_us INTEGER,
    lateness_p50_us INTEGER, -- worst stream
    lateness_max_us INTEGER,
    burst_datagrams INTEGER,
    sender_cpu_ms REAL, -- busiest sending thread: streams may share one
    host_steal_percent REAL, -- the worse end
    PRIMARY KEY (session_id, interval, record_type)
);

INSERT INTO session_data_5 SELECT * FROM session_data;

DROP TABLE session_data;

ALTER TABLE session_data_5 RENAME TO session_data;

-- In the order in which what follows the store reads them.
CREATE INDEX session_data_revision ON session_data (revision, session_id, interval, record_type);
