-- How evenly load was sent, how its losses lay together, how its delay varied, and what the machines had to spare. All of
-- it is NULL where it was measured before this layout, and until the end that knows it has reported.

ALTER TABLE sessions ADD COLUMN max_burst INTEGER; -- us of line time that one write may cover
ALTER TABLE sessions ADD COLUMN pacing TEXT; -- economy, balanced or precise

ALTER TABLE stream_data ADD COLUMN loss_runs INTEGER; -- runs of consecutive losses
ALTER TABLE stream_data ADD COLUMN loss_run_max INTEGER; -- datagrams
ALTER TABLE stream_data ADD COLUMN reorder_extent_max INTEGER; -- datagrams, RFC 4737 section 4.2.1
ALTER TABLE stream_data ADD COLUMN delay_variation_p50_us INTEGER; -- one-way delay above the least so far, RFC 5481
ALTER TABLE stream_data ADD COLUMN delay_variation_p90_us INTEGER;
ALTER TABLE stream_data ADD COLUMN delay_variation_p99_us INTEGER;
ALTER TABLE stream_data ADD COLUMN delay_variation_max_us INTEGER;
ALTER TABLE stream_data ADD COLUMN receiver_steal_percent REAL; -- NULL unknown
ALTER TABLE stream_data ADD COLUMN lateness_p50_us INTEGER;
ALTER TABLE stream_data ADD COLUMN lateness_max_us INTEGER;
ALTER TABLE stream_data ADD COLUMN burst_datagrams INTEGER; -- most in one write
ALTER TABLE stream_data ADD COLUMN sender_cpu_nanos INTEGER; -- of the sending thread; NULL unknown
ALTER TABLE stream_data ADD COLUMN sender_steal_percent REAL; -- NULL unknown

ALTER TABLE session_data ADD COLUMN loss_runs INTEGER; -- sum over the streams
ALTER TABLE session_data ADD COLUMN loss_run_mean REAL; -- datagrams: errors by loss_runs
ALTER TABLE session_data ADD COLUMN loss_run_max INTEGER;
ALTER TABLE session_data ADD COLUMN reorder_extent_max INTEGER;
ALTER TABLE session_data ADD COLUMN delay_variation_p50_us INTEGER; -- worst stream, as the next three
ALTER TABLE session_data ADD COLUMN delay_variation_p90_us INTEGER;
ALTER TABLE session_data ADD COLUMN delay_variation_p99_us INTEGER;
ALTER TABLE session_data ADD COLUMN delay_variation_max_us INTEGER;
ALTER TABLE session_data ADD COLUMN lateness_p50_us INTEGER; -- worst stream
ALTER TABLE session_data ADD COLUMN lateness_max_us INTEGER;
ALTER TABLE session_data ADD COLUMN burst_datagrams INTEGER;
ALTER TABLE session_data ADD COLUMN sender_cpu_ms REAL; -- busiest sending thread: streams may share one
ALTER TABLE session_data ADD COLUMN host_steal_percent REAL; -- the worse end

ALTER TABLE stream_result ADD COLUMN io TEXT; -- how the sockets were driven
ALTER TABLE stream_result ADD COLUMN histogram TEXT; -- us, HdrHistogram V2 compressed, base64: delay variation or lateness
