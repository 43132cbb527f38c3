package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.controller.cli.rest.ScriptedController;
import ranload.controller.cli.rest.ScriptedController.Answer;
import ranload.controller.cli.view.WatchLines;

@Timeout(120)
class WatchedSessionsTest {
    private final StringWriter written = new StringWriter();

    private WatchedSessions sessions(ScriptedController controller) {
        return new WatchedSessions(controller.client(), new WatchLines(new PrintWriter(written)), () -> 0);
    }

    private static JsonObject session(long id, String state) {
        return new JsonObject()
                .put("session_id", id)
                .put("state", state)
                .put("direction", "u")
                .put("protocol", "udp")
                .put("duration", 60)
                .put("environment", "lab");
    }

    private static JsonObject row(long id, int interval) {
        return new JsonObject()
                .put("session_id", id)
                .put("record_type", "u")
                .put("interval", interval)
                .put("receiver_complete", true)
                .put("sender_complete", true);
    }

    private static Answer list(JsonObject... items) {
        return new Answer(200, new JsonArray(List.of(items)).encode(), false);
    }

    @Test
    void saysHowASessionEndedThatEndedWithoutAConnectionAndItsRowsBeforeThat() throws Exception {
        JsonObject failed = session(1, "failed")
                .put("end_time", "2026-11-22T10:30:00.500Z")
                .put("cause", new JsonObject().put("code", "agent_lost").put("message", "the far agent is gone"));
        try (ScriptedController controller = new ScriptedController(
                list(session(1, "running"), session(2, "running")),
                list(session(2, "running")),
                new Answer(200, failed.encode(), false),
                list(row(1, 1), row(1, 2)))) {
            WatchedSessions sessions = sessions(controller);
            sessions.connected();
            sessions.row(row(1, 1));
            sessions.connected();
            sessions.row(row(1, 2));
            sessions.state(failed);
            sessions.row(row(2, 1));

            assertThat(written.toString().lines().map(line -> line.replaceAll(" +", " ")))
                    .satisfiesExactly(
                            header -> assertThat(header).startsWith("session"),
                            first -> assertThat(first).startsWith("1 running u 1 60 "),
                            second -> assertThat(second).startsWith("1 running u 2 60 "),
                            end -> assertThat(end).isEqualTo("1 failed: the far agent is gone"),
                            other -> assertThat(other).startsWith("2 running u 1 60 "));
            assertThat(controller.requests())
                    .containsExactly(
                            "GET /sessions/active",
                            "GET /sessions/active",
                            "GET /sessions/1",
                            "GET /sessions/1/data?after=2026-11-22T10%3A25%3A00.500Z");
        }
    }

    @Test
    void forgetsASessionThatWasErasedWithoutAConnection() throws Exception {
        try (ScriptedController controller = new ScriptedController(
                list(session(1, "running")),
                list(),
                new Answer(404, "{\"detail\":\"there is no session 1\"}", false),
                list())) {
            WatchedSessions sessions = sessions(controller);
            sessions.connected();
            sessions.connected();
            sessions.connected();
            sessions.row(row(1, 1));

            assertThat(written.toString()).isEmpty();
            assertThat(controller.requests())
                    .containsExactly(
                            "GET /sessions/active", "GET /sessions/active", "GET /sessions/1", "GET /sessions/active");
        }
    }

    @Test
    void asksOnceForASessionThatItFirstHearsOf() throws Exception {
        try (ScriptedController controller =
                new ScriptedController(list(), list(session(1, "running")), list(session(1, "running")))) {
            WatchedSessions sessions = sessions(controller);
            sessions.connected();
            sessions.row(row(1, 1));
            sessions.row(row(1, 2));
            sessions.state(session(1, "complete"));
            sessions.row(row(1, 2));

            assertThat(written.toString().lines().skip(1)).hasSize(3).last().isEqualTo("1 complete");
            assertThat(controller.requests()).containsExactly("GET /sessions/active", "GET /sessions/active");
        }
    }
}
