package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.AgentEvent;
import ranload.sample.Outage;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionState;

class SessionStoreTest {
    private static final long ID = 1_795_000_000_000L;

    @TempDir
    Path folder;

    private OpenStore open;

    @BeforeEach
    void openStore() {
        open = OpenStore.at(folder.resolve("a folder/x.sqlite"));
    }

    @AfterEach
    void closeStore() {
        open.close();
    }

    @Test
    void storesASessionWithItsPlan() {
        SessionPlan plan = Rows.plan(ID, DirectionChoice.BOTH, 2, 10, 1);

        OpenStore.get(open.store().insert(plan));

        JsonObject session = open.session(ID);
        assertThat(session.getString("state")).isEqualTo("pending");
        assertThat(session.getValue("bandwidth")).isEqualTo(12.5);
        assertThat(session.getString("start_time")).isEqualTo("2026-11-18T11:06:40.000Z");
        assertThat(session.getInteger("complete")).isZero();
        assertThat(session.getValue("end_time")).isNull();
        assertThat(OpenStore.get(open.store().unended())).containsExactly(plan);
        assertThat(session.getJsonObject("plan").getString("far_host")).isEqualTo("server.example");
    }

    @Test
    void keepsTheOutagesThatEachEndTellsOfAndTheLongerOfTwoWords() {
        OpenStore.get(open.store().insert(Rows.plan(ID, DirectionChoice.UPSTREAM, 2, 10, 0)));
        Outage first = new Outage(Rows.START.plusMillis(2_500), 4_250_000_000L);
        Outage second = new Outage(Rows.START.plusSeconds(9), 500_000_000L);
        addResult("near", 0, List.of(first));
        addResult("near", 1, List.of(first, second));
        addResult("far", 0, List.of(new Outage(second.startedAt(), 1_000_000_000L)));
        addResult("near", 1, List.of(first, new Outage(second.startedAt(), 750_000_000L)));

        assertThat(open.session(ID).getJsonArray("outages"))
                .containsExactly(
                        outage("near", first.startedAt(), 4_250),
                        outage("far", second.startedAt(), 1_000),
                        outage("near", second.startedAt(), 750));
    }

    private void addResult(String agent, int stream, List<Outage> outages) {
        OpenStore.get(open.store()
                .addResult(
                        new AgentId(agent),
                        Rows.result(ID, Direction.UPSTREAM, stream, Role.SENDER, 10)
                                .with(outages)));
    }

    private static JsonObject outage(String agent, Instant startedAt, double millis) {
        return new JsonObject()
                .put("agent", agent)
                .put("started_at", UtcText.of(startedAt))
                .put("duration_ms", millis);
    }

    @Test
    void knowsNoSessionThatWasNotStored() {
        assertThat(OpenStore.get(open.store().session(new SessionId(ID)))).isEmpty();
        assertThat(open.rows(ID)).isEmpty();
    }

    @Test
    void movesASessionThroughItsStatesAndNotesEach() throws Exception {
        insert(DirectionChoice.UPSTREAM, 1);
        SessionId id = new SessionId(ID);

        OpenStore.get(open.store().setState(id, SessionState.PREPARING, null, Rows.START));
        OpenStore.get(open.store().setState(id, SessionState.RUNNING, null, Rows.START.plusSeconds(1)));
        Failure cause = new Failure("agent_lost", "the far agent is gone", null);
        OpenStore.get(open.store().setState(id, SessionState.FAILED, cause, Rows.START.plusSeconds(2)));

        JsonObject session = open.session(ID);
        assertThat(session.getString("state")).isEqualTo("failed");
        assertThat(session.getString("start_time")).isEqualTo("2026-11-22T12:00:01.000Z");
        assertThat(session.getString("end_time")).isEqualTo("2026-11-22T12:00:02.000Z");
        assertThat(session.getInteger("complete")).isOne();
        assertThat(session.getJsonObject("cause"))
                .isEqualTo(new JsonObject().put("code", "agent_lost").put("message", "the far agent is gone"));
        assertThat(OpenStore.get(open.store().unended())).isEmpty();
        assertThat(Sqlite.column(
                        open.file(),
                        "SELECT number || state || COALESCE(cause_code, '') FROM session_state_change ORDER BY number"))
                .containsExactly("1pending", "2preparing", "3running", "4failedagent_lost");
    }

    @Test
    void neverMovesASessionOutOfAnEnd() {
        insert(DirectionChoice.UPSTREAM, 1);
        SessionId id = new SessionId(ID);
        OpenStore.get(open.store().setState(id, SessionState.STOPPED, null, Rows.START));

        Failure failure = OpenStore.failure(open.store().setState(id, SessionState.COMPLETE, null, Rows.START));

        assertThat(failure.code()).isEqualTo("already_ended");
        assertThat(open.session(ID).getString("state")).isEqualTo("stopped");
    }

    @Test
    void refusesToMoveASessionThatIsNotThere() {
        Failure failure =
                OpenStore.failure(open.store().setState(new SessionId(ID), SessionState.COMPLETE, null, Rows.START));

        assertThat(failure.code()).isEqualTo("not_found");
    }

    @Test
    void notesTheEndsOfTheFirstStream() {
        insert(DirectionChoice.UPSTREAM, 1);

        OpenStore.get(open.store().setEnds(new SessionId(ID), "10.0.0.3", 4001, "192.0.2.9", 5001));

        assertThat(open.session(ID).getString("local_ip")).isEqualTo("10.0.0.3");
        assertThat(open.session(ID).getInteger("remote_port")).isEqualTo(5001);
    }

    @Test
    void givesIdsThatRiseEvenWhenTheClockStepsBack() {
        assertThat(open.store().nextId(ID).value()).isEqualTo(ID);
        assertThat(open.store().nextId(ID).value()).isEqualTo(ID + 1);
        assertThat(open.store().nextId(ID - 1000).value()).isEqualTo(ID + 2);
        assertThat(open.store().nextId(ID + 1000).value()).isEqualTo(ID + 1000);
    }

    @Test
    void givesHigherIdsAndEpochsAfterARestart() {
        insert(DirectionChoice.UPSTREAM, 1);
        String controller = open.store().controllerId();
        long epoch = open.store().epoch();

        open.close();
        open = OpenStore.at(open.file());

        assertThat(open.store().nextId(1).value()).isEqualTo(ID + 1);
        assertThat(open.store().epoch()).isEqualTo(epoch + 1);
        assertThat(open.store().controllerId()).isEqualTo(controller);
    }

    @Test
    void leavesNothingButItsFileAndTheLockBehindWhenClosed() throws Exception {
        insert(DirectionChoice.UPSTREAM, 1);

        open.close();

        try (var files = Files.list(open.file().getParent())) {
            assertThat(files).containsExactlyInAnyOrder(open.file(), open.file().resolveSibling("x.sqlite.lock"));
        }
        open = OpenStore.at(open.file());
    }

    @Test
    void keepsWarningsOnceAndResultsAsLastTold() {
        insert(DirectionChoice.UPSTREAM, 1);
        var warning = new AgentEvent.Warning(AgentId.NEAR, new SessionId(ID), "off_nic", "not on ue0", Rows.START);
        OpenStore.get(open.store().addWarning(warning));
        OpenStore.get(open.store().addWarning(warning));
        OpenStore.get(open.store().addResult(AgentId.NEAR, Rows.result(ID, Direction.UPSTREAM, 0, Role.SENDER, 3)));
        OpenStore.get(open.store().addResult(AgentId.NEAR, Rows.result(ID, Direction.UPSTREAM, 0, Role.SENDER, 4)));

        JsonObject session = open.session(ID);

        assertThat(session.getJsonArray("warnings"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("timestamp", "2026-11-22T12:00:00.000Z")
                                .put("agent", "near")
                                .put("code", "off_nic")
                                .put("message", "not on ue0")));
        assertThat(session.getJsonArray("results")).hasSize(1);
        assertThat(session.getJsonArray("results").getJsonObject(0).getInteger("rows"))
                .isEqualTo(4);
    }

    @Test
    void dropsResultsAndWarningsOfUnknownSessions() throws Exception {
        OpenStore.get(open.store().addResult(AgentId.NEAR, Rows.result(ID, Direction.UPSTREAM, 0, Role.SENDER, 3)));
        OpenStore.get(
                open.store().addWarning(new AgentEvent.Warning(AgentId.NEAR, new SessionId(ID), "a", "b", Rows.START)));

        assertThat(Sqlite.column(
                        open.file(), "SELECT (SELECT COUNT(*) FROM stream_result) + COUNT(*) FROM session_warning"))
                .containsExactly("0");
    }

    @Test
    void storesTheSameSessionOnlyOnce() {
        insert(DirectionChoice.UPSTREAM, 1);

        Failure failure = OpenStore.failure(open.store().insert(Rows.plan(ID, DirectionChoice.BOTH, 1, 5, 0)));

        assertThat(failure.code()).isEqualTo("store_failed");
        assertThat(open.ids(SessionFilter.ALL)).isEqualTo(List.of(ID));
        assertThat(open.session(ID).getString("direction")).isEqualTo("u");
    }

    private void insert(DirectionChoice direction, int streams) {
        OpenStore.get(open.store().insert(Rows.plan(ID, direction, streams, 10, 0)));
    }
}
