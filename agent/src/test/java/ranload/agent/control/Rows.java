package ranload.agent.control;

import java.time.Instant;
import ranload.sample.Percentiles;
import ranload.sample.SenderRow;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Role;
import ranload.session.SessionId;

/** Rows and results for tests. */
final class Rows {
    static final SessionId SESSION = new SessionId(1_795_350_896_789L);

    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private Rows() {}

    static SenderRow row(int interval, long octets) {
        return row(SESSION, 0, interval, octets);
    }

    static SenderRow row(SessionId session, int stream, int interval, long octets) {
        Instant end = AT.plusSeconds(interval);
        return new SenderRow(
                session,
                Direction.UPSTREAM,
                stream,
                interval,
                end,
                1_000_000_000L,
                octets,
                1,
                0,
                0,
                0,
                0,
                Percentiles.NONE,
                1,
                -1,
                -1,
                -1);
    }

    static StreamResult result(SessionId session, int stream, int rows) {
        return new StreamResult(
                session,
                Direction.UPSTREAM,
                stream,
                Role.SENDER,
                rows,
                0,
                0,
                0,
                0,
                AT,
                AT.plusSeconds(rows),
                0,
                "epoll",
                null,
                null);
    }
}
