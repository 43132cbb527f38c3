package ranload.controller.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import ranload.session.AgentId;
import ranload.session.SessionId;

/**
 * Payload that the ended sessions of one environment and one pair of agents have moved.
 *
 * @param octets of both directions
 */
public record MovedOctets(String environment, AgentId near, AgentId far, long octets) {
    /** An id is the time of its making, and nothing runs for longer than a week and a minute. */
    private static final Duration OLDEST = Duration.ofDays(8);

    static final String QUERY = """
            SELECT s.environment, s.near_agent, s.far_agent,
                SUM(CASE WHEN d.sent_bytes > d.total_bytes THEN d.sent_bytes ELSE d.total_bytes END) AS octets
            FROM sessions s JOIN session_data d ON d.session_id = s.session_id
            WHERE s.session_id >= $1 AND s.session_id <= $2 AND s.complete = 1 AND d.timestamp >= $3
            GROUP BY s.environment, s.near_agent, s.far_agent
            """;

    /** @param session null for all */
    static Tuple parameters(Instant since, SessionId session) {
        return session == null
                ? Tuple.of(since.minus(OLDEST).toEpochMilli(), Long.MAX_VALUE, UtcText.of(since))
                : Tuple.of(session.value(), session.value(), UtcText.of(since));
    }

    static MovedOctets of(Row row) {
        return new MovedOctets(
                row.getString("environment"),
                new AgentId(row.getString("near_agent")),
                new AgentId(row.getString("far_agent")),
                row.getLong("octets"));
    }
}
