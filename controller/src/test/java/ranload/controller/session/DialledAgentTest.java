package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.Outcome;
import ranload.controller.fleet.Environment;
import ranload.session.AgentId;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;

/** Near agents of other machines that dial in. */
class DialledAgentTest {
    private static final AgentId CAR = new AgentId("car");
    private static final AgentId FAR = new AgentId("far.lab");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final FakeHosts hosts = new FakeHosts();
    private TestController controller;

    @BeforeEach
    void start() {
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
        controller.fleet.expect(CAR);
    }

    @AfterEach
    void close() {
        controller.close();
        hosts.close();
    }

    @Test
    void aSessionRunsOverTheAgentThatItNamesAndSshLeavesAsRoutingSays() {
        hosts.dialIn(CAR, controller);
        awaitUp();
        SessionPlan plan = controller.create(request("car:wwan0", 5));
        awaitState(plan.id(), "complete");

        assertThat(plan.near()).isEqualTo(CAR);
        assertThat(plan.far()).isEqualTo(FAR);
        assertThat(plan.nicName()).isEqualTo("wwan0");
        assertThat(controller.rows(plan.id())).hasSize(5).allMatch(row -> row.getBoolean("sender_complete"));
        assertThat(hosts.launches()).containsExactlyInAnyOrder(CAR, FAR);
    }

    @Test
    void aSessionGoesOnWhenTheAgentDialsInAgain() {
        hosts.dialIn(CAR, controller);
        awaitUp();
        SessionPlan plan = begin(150);
        hosts.breakLink(CAR);
        await().atMost(WITHIN).until(() -> !state().equals("up"));
        hosts.dialIn(CAR, controller);
        awaitState(plan.id(), "complete");

        assertThat(controller.rows(plan.id())).hasSize(150).allMatch(row -> row.getBoolean("sender_complete"));
        assertThat(controller.session(plan.id()).getJsonArray("warnings").encode())
                .contains("link_resumed");
    }

    @Test
    void aNewConnectionTakesThePlaceOfOneThatSeemsToLive() {
        hosts.dialIn(CAR, controller);
        awaitUp();
        SessionPlan plan = begin(150);
        hosts.dialIn(CAR, controller);
        awaitState(plan.id(), "complete");

        assertThat(controller.rows(plan.id())).hasSize(150).allMatch(row -> row.getBoolean("sender_complete"));
        assertThat(controller.session(plan.id()).getJsonArray("warnings").encode())
                .contains("link_resumed");
    }

    @Test
    void aRestartedControllerWaitsForTheRowsOfAnAgentThatComesBackLater() {
        hosts.dialIn(CAR, controller);
        awaitUp();
        SessionPlan plan = begin(20);
        hosts.agent(CAR).withhold(true);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.agent(CAR).open()).isEmpty());
        controller.crash();
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
        controller.fleet.expect(CAR);
        Future<Void> recovered = controller.service.recover();
        // Longer than an agent's silence is waited for that has been reached.
        await().pollDelay(Duration.ofSeconds(4)).atMost(WITHIN).until(() -> true);
        assertThat(controller.state(plan.id())).isNotIn("complete", "interrupted");
        hosts.dialIn(CAR, controller);
        Outcome.of(recovered);

        assertThat(controller.rows(plan.id())).hasSize(20).allMatch(row -> row.getBoolean("sender_complete"));
        assertThat(hosts.spool(CAR).sessions()).isEmpty();
    }

    @Test
    void saysWhichAgentIsUnknownOrNotConnectedAndWhatToDo() {
        Failure unknown = Outcome.failureOf(controller.service.create(request("van:wwan0", 5)));
        assertThat(unknown.code()).isEqualTo("unknown_agent");
        assertThat(unknown.field()).isEqualTo("interface");
        assertThat(unknown.message()).contains("van").contains("car");

        Failure away = Outcome.failureOf(controller.service.create(request("car:wwan0", 5)));
        assertThat(away.code()).isEqualTo("agent_not_connected");
        assertThat(away.field()).isEqualTo("interface");
        assertThat(away.message()).contains("car").contains("journalctl");
        assertThat(state()).isEqualTo("down");

        hosts.dialIn(CAR, controller);
        awaitUp();
        Failure nic = Outcome.failureOf(controller.service.create(request("car:wwan9", 5)));
        assertThat(nic.code()).isEqualTo("unknown_interface");
        Failure loopback = Outcome.failureOf(
                controller.service.create(Plans.request(DirectionChoice.UPSTREAM, "car:lo", "loopback", 1)));
        assertThat(loopback.code()).isEqualTo("wrong_environment");
        assertThat(loopback.field()).isEqualTo("environment");
    }

    @Test
    void theDoctorLooksAtTheAgentAndItsNicBeforeItWalksTheWay() {
        assertThat(walked("lab", "van:wwan0")).containsExactly("WRONG agent van");
        assertThat(walked("lab", "car:wwan0")).containsExactly("WRONG agent car");

        hosts.dialIn(CAR, controller);
        awaitUp();

        assertThat(walked("lab", "car:wwan9")).containsExactly("ok agent car", "WRONG interface");
        assertThat(walked("loopback", "car:wwan0"))
                .containsExactly("ok agent car", "ok interface", "WRONG environment");
        assertThat(walked("lab", "car:wwan0")).startsWith("ok agent car", "ok interface", "ok agent");
    }

    private List<String> walked(String environment, String nic) {
        Environment farEnd =
                new Environment(environment, "203.0.113.1", 22, "load", null, true, environment.equals("loopback"));
        return Outcome.of(new Examination(controller.fleet).walk(farEnd, nic)).stream()
                .map(step -> (step.ok() ? "ok " : "WRONG ") + step.name())
                .toList();
    }

    private SessionPlan begin(int seconds) {
        SessionPlan plan = controller.create(request("car:wwan0", seconds));
        awaitState(plan.id(), "running");
        return plan;
    }

    private void awaitUp() {
        await().atMost(WITHIN).until(() -> state().equals("up"));
    }

    private String state() {
        JsonObject agent = Outcome.of(controller.fleet.agent(CAR));
        assertThat(agent.getBoolean("dials_in")).isTrue();
        return agent.getString("state");
    }

    private void awaitState(SessionId id, String state) {
        await().atMost(WITHIN).untilAsserted(() -> assertThat(controller.state(id))
                .as(() -> controller.session(id).encode())
                .isEqualTo(state));
    }

    private static SessionRequest request(String nic, int seconds) {
        return Plans.request(DirectionChoice.UPSTREAM, nic, "lab", 1, seconds);
    }
}
