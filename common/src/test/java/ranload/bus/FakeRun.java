package ranload.bus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;

/** One session at a {@link FakeAgent}: a lossless path with the same figures every second. Confined to the agent. */
final class FakeRun {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final AgentCommand.Prepare prepare;
    private final Instant startedAt = Instant.now();
    private int seconds;

    FakeRun(AgentCommand.Prepare prepare) {
        this.prepare = prepare;
    }

    SessionId session() {
        return prepare.session();
    }

    /** The rows of one more second. */
    List<IntervalRow> second() {
        seconds++;
        List<IntervalRow> rows = new ArrayList<>();
        for (StreamSpec stream : prepare.streams()) {
            for (Direction direction : stream.directions().directions()) {
                rows.add(sends(direction) ? sent(stream, direction) : received(stream, direction));
            }
        }
        return rows;
    }

    boolean over() {
        return seconds >= prepare.loadSeconds();
    }

    /** What the streams end with now. */
    List<StreamResult> results(Failure cause) {
        List<StreamResult> results = new ArrayList<>();
        long packets = FakeAgent.PACKETS_PER_SECOND * seconds;
        for (StreamSpec stream : prepare.streams()) {
            for (Direction direction : stream.directions().directions()) {
                results.add(new StreamResult(
                        session(),
                        direction,
                        stream.index(),
                        sends(direction) ? Role.SENDER : Role.RECEIVER,
                        seconds,
                        packets * stream.datagramOctets(),
                        packets,
                        0,
                        0,
                        startedAt,
                        Instant.now(),
                        0,
                        "epoll",
                        null,
                        cause));
            }
        }
        return results;
    }

    private boolean sends(Direction direction) {
        return Side.senderOf(direction) == prepare.side();
    }

    private SenderRow sent(StreamSpec stream, Direction direction) {
        long packets = FakeAgent.PACKETS_PER_SECOND;
        long octets = packets * stream.datagramOctets();
        Instant now = Instant.now();
        return new SenderRow(
                session(),
                direction,
                stream.index(),
                seconds,
                now,
                SECOND_NANOS,
                octets,
                packets,
                0,
                0,
                900,
                0,
                new Percentiles(5, 10, 20, 30),
                1,
                2_000_000,
                0,
                -1);
    }

    private ReceiverRow received(StreamSpec stream, Direction direction) {
        long packets = FakeAgent.PACKETS_PER_SECOND;
        long octets = packets * stream.datagramOctets();
        Instant now = Instant.now();
        return new ReceiverRow(
                session(),
                direction,
                stream.index(),
                seconds,
                now,
                SECOND_NANOS,
                octets,
                packets,
                packets,
                0,
                0,
                0,
                1_000,
                0,
                LossRuns.NONE,
                0,
                new Percentiles(1, 2, 3, 4),
                0,
                -1);
    }
}
