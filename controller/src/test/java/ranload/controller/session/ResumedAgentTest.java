package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.AgentCommand;
import ranload.bus.Outcome;
import ranload.session.AgentId;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;

/** Links that break under load while the agent at their other end may live on. */
class ResumedAgentTest {
    private static final AgentId FAR = new AgentId("far.lab.wwan0");
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Failure NO_WAY = Failure.of("ssh_unreachable", "connection refused");

    @TempDir
    Path folder;

    private final FakeHosts hosts = new FakeHosts();
    private TestController controller;

    @BeforeEach
    void start() {
        hosts.breakable();
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
    }

    @AfterEach
    void close() {
        controller.close();
        hosts.close();
    }

    @Test
    void aSessionGoesOnWithTheSameAgentWhenOnlyTheLinkToItBroke() {
        SessionPlan plan = begin(150);
        hosts.breakLink(FAR);
        awaitState(plan.id(), "complete");
        assertThat(controller.rows(plan.id())).hasSize(150).allMatch(row -> row.getBoolean("receiver_complete"));
        assertThat(hosts.launches()).containsExactlyInAnyOrder(AgentId.NEAR, FAR, FAR);
        assertThat(controller.session(plan.id()).getJsonArray("warnings").encode())
                .contains("link_resumed")
                .contains("taken up again after");
    }

    @Test
    void aSessionWhoseLoadEndedMeanwhileIsToldOfTheBreakToo() {
        SessionPlan plan = begin(100);
        hosts.unreachable(FAR, NO_WAY);
        hosts.breakLink(FAR);
        await().atMost(WITHIN).until(() -> hosts.agent(FAR).open().isEmpty());
        hosts.unreachable(FAR, null);
        awaitState(plan.id(), "complete");
        assertThat(controller.session(plan.id()).getJsonArray("warnings").encode())
                .contains("link_resumed");
    }

    @Test
    void anAgentIsSoughtAgainAndAgainUntilItsLinkCanBeMade() {
        SessionPlan plan = begin(250);
        hosts.unreachable(FAR, NO_WAY);
        hosts.breakLink(FAR);
        await().atMost(WITHIN).until(() -> hosts.launches().size() >= 4);
        assertThat(controller.state(plan.id())).isIn("running", "draining");
        hosts.unreachable(FAR, null);
        awaitState(plan.id(), "complete");
    }

    @Test
    void aSessionWhoseAgentDiedFailsAsSoonAsAnotherProcessAnswersInItsPlace() {
        SessionPlan plan = begin(400);
        hosts.kill(FAR);
        awaitState(plan.id(), "failed");
        assertThat(controller.session(plan.id()).getJsonObject("cause").getString("code"))
                .isEqualTo("agent_lost");
        assertThat(hosts.launches()).containsExactlyInAnyOrder(AgentId.NEAR, FAR, FAR);
        assertThat(hosts.agent(AgentId.NEAR).open()).isEmpty();
    }

    @Test
    void anAgentIsToldWhatHasEndedWhileItCouldNotBeReached() {
        SessionPlan plan = begin(400);
        hosts.unreachable(FAR, NO_WAY);
        hosts.breakLink(FAR);
        await().atMost(WITHIN).until(() -> hosts.launches().size() >= 3);
        Outcome.of(controller.service.stop(plan.id()));
        assertThat(controller.state(plan.id())).isEqualTo("stopped");
        assertThat(hosts.agent(FAR).open()).containsExactly(plan.id());
        hosts.unreachable(FAR, null);
        await().atMost(WITHIN).until(() -> hosts.agent(FAR).open().isEmpty());
        assertThat(hosts.heard(FAR))
                .filteredOn(AgentCommand.Stop.class::isInstance)
                .extracting(command -> ((AgentCommand.Stop) command).cause().code())
                .containsExactly("session_ended");
    }

    @Test
    void anAgentThatMightWaitIsDismissedBeforeItsLinkIsEnded() {
        begin(1);
        Outcome.of(controller.fleet.close());
        assertThat(hosts.heard(FAR)).contains(new AgentCommand.Dismiss());
        assertThat(hosts.heard(AgentId.NEAR)).doesNotContain(new AgentCommand.Dismiss());
    }

    /** A session of this many quick seconds of which two are stored. */
    private SessionPlan begin(int seconds) {
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1, seconds));
        await().atMost(WITHIN)
                .until(() -> controller.rows(plan.id()).stream()
                                .filter(row -> row.getBoolean("receiver_complete"))
                                .count()
                        >= Math.min(2, seconds));
        return plan;
    }

    private void awaitState(SessionId id, String state) {
        await("session " + id + " is " + state)
                .atMost(WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(controller.state(id)).isEqualTo(state));
    }
}
