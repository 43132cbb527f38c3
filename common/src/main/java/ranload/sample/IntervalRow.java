package ranload.sample;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import ranload.session.Direction;
import ranload.session.SessionId;

/**
 * One sub-interval of one direction of one stream as one end saw it. A row with the same key replaces the one before
 * (a late packet takes back a loss that was reported). Rows with different keys never overlap.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ReceiverRow.class, name = "receiver"),
    @JsonSubTypes.Type(value = SenderRow.class, name = "sender")
})
public sealed interface IntervalRow permits ReceiverRow, SenderRow {
    SessionId session();

    Direction direction();

    /** Index of the stream, from 0. */
    int stream();

    /** Number of the sub-interval, from 1; number n covers second n - 1 to second n of the stream's load. */
    int interval();

    /** End of the sub-interval by the agent's wall clock at the session's start plus monotonic time since; UTC. */
    Instant timestamp();

    /** Length of the sub-interval: 1 s, less for one cut short. */
    long durationNanos();
}
