package ranload.sample;

import java.time.Instant;

/**
 * A time during which one end heard nothing of the other, or nothing of its controller for so long that load paused.
 *
 * @param startedAt when it was heard last, or when the leave to send ran out; UTC, by the clock of the end that noted it
 * @param nanos until it was heard again, or until the load's end
 */
public record Outage(Instant startedAt, long nanos) {}
