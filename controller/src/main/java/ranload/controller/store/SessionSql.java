package ranload.controller.store;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import ranload.bus.BusJson;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.RateProfile;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.SessionState;
import ranload.session.StreamSpec;

/** The statements about sessions, and what goes in and comes out of them. */
final class SessionSql {
    static final String INSERT = """
            INSERT INTO sessions (session_id, remote_ip, remote_port, local_ip, local_port, bandwidth, direction,
                start_time, duration, environment, complete, state, created_at, interface, protocol, datagram_size, tos,
                streams, upstream_streams, downstream_streams, omit, label, near_agent, far_agent, controller_version,
                plan, max_burst, pacing)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23, $24, $25, $26, $27)
            """;

    static final String NOTE_LAST_ID = "UPDATE meta SET last_session_id = $1 WHERE last_session_id < $1";

    /** Parameters: state, cause (code, message, field), start, end, complete, session. Ended sessions stay as they are. */
    static final String SET_STATE = """
            UPDATE sessions SET state = $1, cause_code = COALESCE($2, cause_code),
                cause_message = COALESCE($3, cause_message), cause_field = COALESCE($4, cause_field),
                start_time = COALESCE($5, start_time), end_time = $6, complete = $7
            WHERE session_id = $8 AND complete = 0
            """;

    static final String NOTE_STATE = """
            INSERT INTO session_state_change (session_id, number, changed_at, state, cause_code, cause_message)
            SELECT session_id, (SELECT COUNT(*) + 1 FROM session_state_change c WHERE c.session_id = s.session_id),
                CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT)
            FROM sessions s WHERE s.session_id = $5
            """;

    /** All that belongs to the session goes with it. */
    static final String ERASE = "DELETE FROM sessions WHERE session_id = $1 AND complete = 1";

    static final String SET_ENDS =
            "UPDATE sessions SET local_ip = $1, local_port = $2, remote_ip = $3, remote_port = $4 WHERE session_id = $5";

    /** What the rows of a session are merged by. */
    /** What its rows need to know of it, and the last second of which there are any. */
    static final String KNOWN = """
            SELECT omit, upstream_streams, downstream_streams,
                (SELECT COALESCE(MAX(interval), 0) FROM stream_data WHERE session_id = $1)
            FROM sessions WHERE session_id = $1
            """;

    /** A transaction has written rows that bear this number. */
    static final String NOTE_REVISION = "UPDATE meta SET last_revision = $1";

    static final String STATE = "SELECT state FROM sessions WHERE session_id = $1";

    static final String OPEN_PLANS = "SELECT plan FROM sessions WHERE complete = 0 ORDER BY session_id";

    private static final String COLUMNS = """
            SELECT session_id, state, cause_code, cause_message, cause_field, direction, bandwidth, duration, interface,
                environment, protocol, datagram_size, tos, streams, omit, label, local_ip, local_port, remote_ip,
                remote_port, created_at, start_time, end_time, complete, near_agent, far_agent, controller_version,
                max_burst, pacing
            """;

    static final String ONE = COLUMNS + ", plan FROM sessions WHERE session_id = $1";

    /**
     * Parameters: before, after, state, environment, label, time of results, limit; empty text for any. Times rise with
     * the intervals, so the last ones tell whether there is a later row; of two, as the ends' clocks may differ.
     */
    private static final String PAGE_CONDITION = """
            session_id < $1 AND session_id > $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR environment = $4)
                AND ($5 = '' OR label = $5)
                AND ($6 = '' OR EXISTS (SELECT 1 FROM session_data d WHERE d.session_id = sessions.session_id
                    AND d.interval >= -1 + (SELECT MAX(l.interval) FROM session_data l
                        WHERE l.session_id = sessions.session_id)
                    AND d.timestamp > $6))
            ORDER BY session_id DESC LIMIT $7
            """;

    private static final String PAGE_ANY = COLUMNS + "FROM sessions WHERE " + PAGE_CONDITION;
    private static final String PAGE_OPEN = COLUMNS + "FROM sessions WHERE complete = 0 AND " + PAGE_CONDITION;
    private static final String PAGE_ENDED = COLUMNS + "FROM sessions WHERE complete = 1 AND " + PAGE_CONDITION;

    private SessionSql() {}

    static Tuple insert(SessionPlan plan) {
        SessionRequest request = plan.request();
        StreamSpec first = plan.streams().get(0);
        String createdAt = UtcText.of(plan.createdAt());
        return Tuple.tuple()
                .addLong(plan.id().value())
                .addString(plan.farAddress())
                .addInteger(known(first.farPort()))
                .addString(plan.nearAddress())
                .addInteger(known(first.nearPort()))
                .addDouble(megabits(request.bandwidth()))
                .addString(request.direction().code())
                .addString(createdAt)
                .addInteger(request.durationSeconds())
                .addString(request.environment())
                .addString(SessionState.PENDING.code())
                .addString(createdAt)
                .addString(plan.nicName())
                .addString(request.protocol().code())
                .addInteger(request.datagramOctets())
                .addInteger(request.tos())
                .addInteger(plan.streams().size())
                .addInteger(carrying(plan, Direction.UPSTREAM))
                .addInteger(carrying(plan, Direction.DOWNSTREAM))
                .addInteger(request.omitSeconds())
                .addString(request.label())
                .addString(plan.near().value())
                .addString(plan.far().value())
                .addString(plan.controllerVersion())
                .addString(BusJson.encode(plan))
                .addInteger(request.maxBurstMicros())
                .addString(request.pacing().code());
    }

    static Tuple setState(SessionId id, SessionState state, Failure cause, String at) {
        return Tuple.tuple()
                .addString(state.code())
                .addString(cause == null ? null : cause.code())
                .addString(cause == null ? null : cause.message())
                .addString(cause == null ? null : cause.field())
                .addString(state == SessionState.RUNNING ? at : null)
                .addString(state.isEnd() ? at : null)
                .addInteger(state.isEnd() ? 1 : 0)
                .addLong(id.value());
    }

    static Tuple noteState(SessionId id, SessionState state, Failure cause, String at) {
        return Tuple.tuple()
                .addString(at)
                .addString(state.code())
                .addString(cause == null ? null : cause.code())
                .addString(cause == null ? null : cause.message())
                .addLong(id.value());
    }

    static String page(SessionFilter.Ended ended) {
        return switch (ended) {
            case ANY -> PAGE_ANY;
            case NO -> PAGE_OPEN;
            case YES -> PAGE_ENDED;
        };
    }

    /**
     * Parameters of a page.
     *
     * @param before id of the last session of the page before
     */
    static Tuple page(SessionFilter filter, long before, int limit) {
        return Tuple.tuple()
                .addLong(before)
                .addLong(filter.after() == null ? 0 : filter.after().value())
                .addString(filter.state() == null ? "" : filter.state().code())
                .addString(filter.environment() == null ? "" : filter.environment())
                .addString(filter.label() == null ? "" : filter.label())
                .addString(filter.resultsAfter() == null ? "" : UtcText.of(filter.resultsAfter()))
                .addInteger(limit);
    }

    /** A session in its published form. */
    static JsonObject json(Row row) {
        return new JsonObject()
                .put("session_id", row.getLong("session_id"))
                .put("state", row.getString("state"))
                .put("cause", cause(row))
                .put("direction", row.getString("direction"))
                .put("bandwidth", bandwidth(row.getDouble("bandwidth")))
                .put("duration", row.getInteger("duration"))
                .put("interface", row.getString("interface"))
                .put("environment", row.getString("environment"))
                .put("protocol", row.getString("protocol"))
                .put("datagram_size", row.getInteger("datagram_size"))
                .put("tos", row.getInteger("tos"))
                .put("streams", row.getInteger("streams"))
                .put("omit", row.getInteger("omit"))
                .put("label", row.getString("label"))
                .put("max_burst", row.getInteger("max_burst"))
                .put("pacing", row.getString("pacing"))
                .put("local_ip", row.getString("local_ip"))
                .put("local_port", row.getInteger("local_port"))
                .put("remote_ip", row.getString("remote_ip"))
                .put("remote_port", row.getInteger("remote_port"))
                .put("created_at", row.getString("created_at"))
                .put("start_time", row.getString("start_time"))
                .put("end_time", row.getString("end_time"))
                .put("complete", row.getInteger("complete"))
                .put("near_agent", row.getString("near_agent"))
                .put("far_agent", row.getString("far_agent"))
                .put("controller_version", row.getString("controller_version"));
    }

    private static JsonObject cause(Row row) {
        String code = row.getString("cause_code");
        if (code == null) {
            return null;
        }
        JsonObject cause = new JsonObject().put("code", code).put("message", row.getString("cause_message"));
        String field = row.getString("cause_field");
        return field == null ? cause : cause.put("field", field);
    }

    /** A whole number where it is one: 10, not 10.0. */
    private static Object bandwidth(Double megabits) {
        if (megabits == null) {
            return "max";
        }
        if (megabits == Math.rint(megabits)) {
            return megabits.longValue();
        }
        return megabits;
    }

    private static Double megabits(RateProfile profile) {
        if (profile instanceof RateProfile.Constant constant) {
            BigDecimal megabits = constant.rate().megabits();
            return megabits.doubleValue();
        }
        return null;
    }

    private static int carrying(SessionPlan plan, Direction direction) {
        return (int) plan.streams().stream()
                .filter(stream -> stream.directions().includes(direction))
                .count();
    }

    /** A port that is only chosen when it is opened is not known yet. */
    private static Integer known(int port) {
        return port == 0 ? null : port;
    }
}
