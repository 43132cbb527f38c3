package ranload.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.SessionId;

/**
 * One end's last word on one direction of one stream: how many rows there are and what they add up to, so that a
 * missing row is noticed.
 *
 * @param rows highest interval number that has a row; rows 1 to this exist
 * @param octets sum over the rows: received, or taken by the stack
 * @param packets sum over the rows: datagrams received without duplicates, or taken by the stack
 * @param lost sum over the receiver's rows; 0 for a sender
 * @param notSent sum over the sender's rows; 0 for a receiver
 * @param startedAt when load began at this end, UTC
 * @param endedAt when it ended at this end, UTC
 * @param outageNanos time without the peer's consent or traffic, above the first second of each silence
 * @param io how the sockets were driven: {@code epoll} natively, {@code nio} by Java alone; null when no load flowed
 * @param histogram of the measured time, without the omitted seconds: a UDP receiver's delay variation, a sender's
 *     lateness, as in the rows; null when nothing was measured
 * @param cause why it ended early; null when it ended as planned
 * @param outages of the whole session at this end as known by then, oldest first, at most 101
 */
public record StreamResult(
        SessionId session,
        Direction direction,
        int stream,
        Role role,
        int rows,
        long octets,
        long packets,
        long lost,
        long notSent,
        Instant startedAt,
        Instant endedAt,
        long outageNanos,
        @JsonInclude(JsonInclude.Include.NON_NULL) String io,
        @JsonInclude(JsonInclude.Include.NON_NULL) CodedHistogram histogram,
        @JsonInclude(JsonInclude.Include.NON_NULL) Failure cause,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Outage> outages) {
    public StreamResult {
        outages = outages == null ? List.of() : List.copyOf(outages);
    }

    /** What a stream knows by itself: nothing of its session's outages. */
    public StreamResult(
            SessionId session,
            Direction direction,
            int stream,
            Role role,
            int rows,
            long octets,
            long packets,
            long lost,
            long notSent,
            Instant startedAt,
            Instant endedAt,
            long outageNanos,
            String io,
            CodedHistogram histogram,
            Failure cause) {
        this(
                session,
                direction,
                stream,
                role,
                rows,
                octets,
                packets,
                lost,
                notSent,
                startedAt,
                endedAt,
                outageNanos,
                io,
                histogram,
                cause,
                List.of());
    }

    /** The same, of a session with these outages. */
    public StreamResult with(List<Outage> known) {
        return new StreamResult(
                session,
                direction,
                stream,
                role,
                rows,
                octets,
                packets,
                lost,
                notSent,
                startedAt,
                endedAt,
                outageNanos,
                io,
                histogram,
                cause,
                known);
    }
}
