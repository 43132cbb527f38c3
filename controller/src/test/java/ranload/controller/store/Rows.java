package ranload.controller.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.unit.BitRate;

/** Plans, rows and results for the store's tests. */
final class Rows {
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final AgentId FAR = new AgentId("far-lab");

    private Rows() {}

    static SessionPlan plan(long id, DirectionChoice direction, int streams, int duration, int omit) {
        return plan(id, direction, streams, duration, omit, "lab", "");
    }

    static SessionPlan plan(
            long id, DirectionChoice direction, int streams, int duration, int omit, String environment, String label) {
        RateProfile rate = new RateProfile.Constant(BitRate.ofMegabits(new BigDecimal("12.5")));
        SessionRequest request = new SessionRequest(
                direction,
                rate,
                duration,
                "ue0",
                environment,
                1400,
                null,
                null,
                0,
                Transport.UDP,
                streams,
                omit,
                label,
                250,
                Pacing.PRECISE);
        List<StreamSpec> specs = IntStream.range(0, streams)
                .mapToObj(index -> new StreamSpec(
                        index, direction, Transport.UDP, rate.share(streams), 1400, 0, 250, Pacing.PRECISE, omit, 0, 0))
                .toList();
        return new SessionPlan(
                new SessionId(id),
                Instant.ofEpochMilli(id),
                request,
                "ue0",
                "10.0.0.2",
                "server.example",
                "192.0.2.7",
                AgentId.NEAR,
                FAR,
                specs,
                "0.1.0");
    }

    /** A row of {@code packets} datagrams of 1,000 octets and {@code lost} more that did not arrive. */
    static ReceiverRow received(long id, Direction direction, int stream, int interval, long packets, long lost) {
        return new ReceiverRow(
                new SessionId(id),
                direction,
                stream,
                interval,
                START.plusSeconds(interval),
                1_000_000_000,
                packets * 1000,
                packets,
                packets + lost,
                lost,
                1,
                2,
                3_000_000,
                0,
                new LossRuns(Math.min(lost, 2), lost / 2),
                3,
                new Percentiles(100 + stream, 200, 300, 400 + interval),
                0.5,
                packets * 1042);
    }

    static SenderRow sent(long id, Direction direction, int stream, int interval, long packets) {
        return new SenderRow(
                new SessionId(id),
                direction,
                stream,
                interval,
                START.plusSeconds(interval),
                1_000_000_000,
                packets * 1000,
                packets,
                4,
                0,
                20_000,
                0,
                new Percentiles(5, 10, 15, 40 + interval),
                8,
                2_500_000,
                1.5,
                packets * 1042);
    }

    static RowBatch batch(IntervalRow... rows) {
        return new RowBatch(AgentId.NEAR, List.of(rows));
    }

    static StreamResult result(long id, Direction direction, int stream, Role role, int rows) {
        return new StreamResult(
                new SessionId(id),
                direction,
                stream,
                role,
                rows,
                1000,
                10,
                0,
                0,
                START,
                START.plusSeconds(rows),
                0,
                "epoll",
                null,
                null);
    }
}
