package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.FakeAgent;
import ranload.bus.Outcome;
import ranload.session.AgentId;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.Side;

class SessionServiceTest {
    private static final AgentId FAR = new AgentId("far.lab.wwan0");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final FakeHosts hosts = new FakeHosts();
    private TestController controller;

    @BeforeEach
    void start() {
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
    }

    @AfterEach
    void close() {
        controller.close();
        hosts.close();
    }

    @ParameterizedTest
    @EnumSource(DirectionChoice.class)
    void runsASessionToItsEndWithEveryRowOfBothEnds(DirectionChoice direction) {
        SessionPlan plan = controller.create(Plans.request(direction, "wwan0", "lab", 2));
        awaitState(plan.id(), "complete");
        List<JsonObject> rows = controller.rows(plan.id());
        assertThat(rows).hasSize(3 * direction.directions().size()).allSatisfy(row -> {
            assertThat(row.getBoolean("receiver_complete")).isTrue();
            assertThat(row.getBoolean("sender_complete")).isTrue();
            assertThat(row.getLong("packets_received")).isEqualTo(2 * FakeAgent.PACKETS_PER_SECOND);
            assertThat(row.getLong("sent_packets")).isEqualTo(2 * FakeAgent.PACKETS_PER_SECOND);
        });
        assertThat(states(plan.id())).containsExactly("preparing", "running", "draining", "complete");
        JsonObject details = controller.session(plan.id());
        assertThat(details.getString("local_ip")).isEqualTo("192.0.2.1");
        assertThat(details.getString("remote_ip")).isEqualTo("203.0.113.1");
        assertThat(details.getInteger("remote_port")).isPositive();
        assertThat(details.getString("near_agent")).isEqualTo("near");
        assertThat(details.getString("far_agent")).isEqualTo(FAR.value());
    }

    @Test
    void givesBothEndsTheSameSecretAndTheNearEndThePortsOfTheFarOne() {
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 2));
        awaitState(plan.id(), "complete");
        AgentCommand.Prepare far = prepare(FAR);
        AgentCommand.Prepare near = prepare(AgentId.NEAR);
        assertThat(near.sessionKey()).isEqualTo(far.sessionKey()).hasSize(44);
        assertThat(near.streams()).extracting("farPort").doesNotContain(0).doesNotHaveDuplicates();
        assertThat(near.nic()).isEqualTo("wwan0");
        assertThat(near.peerAddress()).isEqualTo("203.0.113.1");
        assertThat(far.nic()).isNull();
        assertThat(far.peerAddress()).isNull();
        assertThat(controller.session(plan.id()).encode()).doesNotContain(near.sessionKey());
    }

    @Test
    void renewsTheGrantsOfAllSessionsOfAnAgentWithOneCommand() {
        SessionPlan one = controller.create(lasting(DirectionChoice.UPSTREAM));
        SessionPlan two = controller.create(lasting(DirectionChoice.UPSTREAM));
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.heard(FAR)).anySatisfy(command -> assertThat(command)
                        .isInstanceOfSatisfying(AgentCommand.Renew.class, renew -> assertThat(renew.sessions())
                                .containsExactlyInAnyOrder(one.id(), two.id()))));
    }

    @Test
    void sharesOneAgentAmongSessionsOfTheSameEnvironmentAndNic() {
        List<SessionPlan> plans = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            plans.add(controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1)));
        }
        plans.add(controller.create(Plans.request(DirectionChoice.UPSTREAM, "eth0", "lab", 1)));
        plans.forEach(plan -> awaitState(plan.id(), "complete"));
        assertThat(hosts.launches()).containsExactlyInAnyOrder(AgentId.NEAR, FAR, new AgentId("far.lab.eth0"));
        assertThat(agentStates()).containsExactly("far.lab.eth0 up", "far.lab.wwan0 up", "near up");
    }

    @Test
    void failsWithTheFarEndsReasonWhenThatCannotListen() {
        Failure taken = Failure.of("port_in_use", "port 5001 is taken");
        hosts.script(agent -> agent.refuse(Side.FAR, taken));
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "failed");
        assertThat(controller.session(plan.id()).getJsonObject("cause"))
                .isEqualTo(new JsonObject().put("code", "port_in_use").put("message", "far agent: port 5001 is taken"));
    }

    @Test
    void stopsTheFarEndWhenTheNearEndDoesNotReachIt() {
        hosts.script(agent -> agent.refuse(Side.NEAR, Failure.of("peer_not_proven", "no answer from 203.0.113.1")));
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "failed");
        assertThat(controller.cause(plan.id())).isEqualTo("peer_not_proven");
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.agent(FAR).open()).isEmpty());
    }

    @Test
    void failsWithTheLaunchersReasonWhenTheFarAgentCannotBeStarted() {
        hosts.unreachable(FAR, Failure.of("ssh_refused", "203.0.113.1:22 refuses connections"));
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "failed");
        assertThat(controller.cause(plan.id())).isEqualTo("ssh_refused");
    }

    @Test
    void refusesAnAgentOfAnotherBuild() {
        hosts.script(agent -> agent.ofBuild("0.0.1"));
        Failure failure =
                Outcome.failureOf(controller.service.create(Plans.request(DirectionChoice.UPSTREAM, "lo", "lab", 1)));
        assertThat(failure.code()).isEqualTo("version_mismatch");
        assertThat(failure.message()).contains("0.0.1");
    }

    @Test
    void failsWithTheCauseOfAStreamAndKeepsTheRows() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.BOTH));
        awaitRows(plan.id(), 2);
        hosts.agent(FAR).mute();
        Outcome.of(hosts.agent(FAR).say(new AgentEvent.StreamEnded(FAR, Plans.cutShort(plan, "no_consent"))));
        awaitState(plan.id(), "failed");
        assertThat(controller.session(plan.id()).getJsonObject("cause").getString("message"))
                .contains("far receiver of u stream 0");
        assertThat(controller.cause(plan.id())).isEqualTo("no_consent");
        assertThat(hosts.agent(AgentId.NEAR).open()).isEmpty();
        assertThat(controller.rows(plan.id())).isNotEmpty();
    }

    @Test
    void stopsTheOtherEndAndCollectsTheSpoolWhenAnAgentIsLostWhileLoadFlows() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.BOTH));
        awaitRows(plan.id(), 2);
        hosts.agent(FAR).withhold(true);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.spool(FAR).sessions()).isNotEmpty());
        hosts.kill(FAR);
        awaitState(plan.id(), "failed");
        assertThat(controller.cause(plan.id())).isEqualTo("agent_lost");
        assertThat(hosts.agent(AgentId.NEAR).open()).isEmpty();
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.spool(FAR).sessions()).isEmpty());
        assertThat(hosts.launches()).containsExactlyInAnyOrder(AgentId.NEAR, FAR, FAR);
    }

    @Test
    void startsANearAgentThatDiedAgainAndRunsTheNextSessionOnIt() {
        SessionPlan first = controller.create(lasting(DirectionChoice.UPSTREAM));
        awaitRows(first.id(), 1);
        hosts.kill(AgentId.NEAR);
        awaitState(first.id(), "failed");
        SessionPlan second = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(second.id(), "complete");
    }

    @Test
    void isCompleteWithOutageWhenAnAgentTellsOfOne() {
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1, 150));
        awaitRows(plan.id(), 1);
        Outcome.of(hosts.agent(FAR).say(new AgentEvent.StateChanged(FAR, plan.id(), AgentEvent.Phase.OUTAGE, null)));
        awaitState(plan.id(), "complete_with_outage");
    }

    @Test
    void storesWarnings() {
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "complete");
        Outcome.of(hosts.agent(FAR)
                .say(new AgentEvent.Warning(FAR, plan.id(), "nic_idle", "no load on eth0", Instant.now())));
        assertThat(controller.session(plan.id()).getJsonArray("warnings").encode())
                .contains("nic_idle");
    }

    @Test
    void takesNothingFromAnAgentOnSessionsThatAreNotIts() {
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        SessionPlan other = controller.create(Plans.request(DirectionChoice.UPSTREAM, "eth0", "lab", 1));
        awaitState(plan.id(), "complete");
        awaitState(other.id(), "complete");
        AgentId stranger = other.far();
        FakeAgent agent = hosts.agent(stranger);
        Outcome.of(agent.say(new AgentEvent.Warning(stranger, plan.id(), "spoofed", "not mine", Instant.now())));
        Outcome.of(agent.say(new AgentEvent.StreamEnded(stranger, Plans.cutShort(plan, "spoofed"))));
        assertThat(controller.session(plan.id()).encode()).doesNotContain("spoofed");
    }

    @Test
    void stopsASessionWhenAskedAndKeepsItsRows() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.BOTH));
        awaitRows(plan.id(), 2);
        Future<Void> once = controller.service.stop(plan.id());
        Future<Void> twice = controller.service.stop(plan.id());
        Outcome.of(once);
        Outcome.of(twice);
        assertThat(controller.state(plan.id())).isEqualTo("stopped");
        assertThat(controller.rows(plan.id())).hasSizeGreaterThanOrEqualTo(2);
        assertThat(hosts.agent(AgentId.NEAR).open()).isEmpty();
        assertThat(hosts.agent(FAR).open()).isEmpty();
        Outcome.of(controller.service.stop(plan.id()));
        assertThat(controller.state(plan.id())).isEqualTo("stopped");
        assertThat(Outcome.failureOf(controller.service.stop(new SessionId(1))).code())
                .isEqualTo("not_found");
    }

    @Test
    void stopsASessionThatIsStillReachingItsAgents() {
        hosts.script(agent -> {
            if (agent.id().equals(FAR)) {
                agent.mute();
            }
        });
        SessionPlan plan = controller.create(lasting(DirectionChoice.UPSTREAM));
        awaitState(plan.id(), "preparing");
        Outcome.of(controller.service.stop(plan.id()));
        assertThat(controller.state(plan.id())).isEqualTo("stopped");
    }

    @Test
    void failsNamingWhoIsSilentWhenResultsDoNotCome() {
        startWithoutPatience();
        hosts.script(agent -> {
            if (agent.id().equals(FAR)) {
                agent.withhold(true);
            }
        });
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "failed");
        assertThat(controller.cause(plan.id())).isEqualTo("agent_silent");
        assertThat(controller.session(plan.id()).getJsonObject("cause").getString("message"))
                .contains("far receiver of u stream 0");
    }

    @Test
    void waitsForAnAgentThatIsBehindWithWhatItMeasured() {
        startWithoutPatience();
        hosts.script(agent -> agent.withhold(agent.id().equals(FAR)));
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "draining");

        // Several times as long as it waits for an agent that brings nothing.
        await().during(Duration.ofSeconds(5)).atMost(WITHIN).until(() -> {
            Outcome.of(hosts.agent(FAR).bringFirst());
            return controller.state(plan.id()).equals("draining");
        });
        hosts.agent(FAR).withhold(false);

        awaitState(plan.id(), "complete");
    }

    @Test
    void takesRowsThatArriveAfterTheEnd() {
        startWithoutPatience();
        hosts.script(agent -> {
            if (agent.id().equals(FAR)) {
                agent.withhold(true);
            }
        });
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "failed");
        hosts.agent(FAR).withhold(false);
        await().atMost(WITHIN).untilAsserted(() -> assertThat(controller.rows(plan.id()))
                .hasSize(3)
                .allSatisfy(
                        row -> assertThat(row.getBoolean("receiver_complete")).isTrue()));
        assertThat(controller.state(plan.id())).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource({
        "wwan0, nowhere, unknown_environment, environment, 'lab, loopback'",
        "ppp9, lab, unknown_interface, interface, wwan0",
        "eth1, lab, nic_down, interface, eth1"
    })
    void refusesWhatItDoesNotKnowAndSaysWhatItKnows(
            String nic, String environment, String code, String field, String known) {
        Failure failure = Outcome.failureOf(
                controller.service.create(Plans.request(DirectionChoice.UPSTREAM, nic, environment, 1)));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).isEqualTo(field);
        assertThat(failure.message()).contains(known);
    }

    @Test
    void refusesMoreSessionsThanAllowedUntilOneHasEnded() {
        controller.close();
        controller = TestController.start(folder.resolve("db.sqlite"), hosts, new Limits(1_000, 1_000, 2));
        SessionPlan one = controller.create(lasting(DirectionChoice.UPSTREAM));
        controller.create(lasting(DirectionChoice.UPSTREAM));
        Failure failure = Outcome.failureOf(controller.service.create(lasting(DirectionChoice.UPSTREAM)));
        assertThat(failure.code()).isEqualTo("limit_exceeded");
        Outcome.of(controller.service.stop(one.id()));
        controller.create(lasting(DirectionChoice.UPSTREAM));
    }

    @Test
    void endsAFarAgentThatNobodyHasNeededForLongButNotTheNearOne() {
        controller.close();
        controller = TestController.start(folder.resolve("db.sqlite"), hosts, TestController.impatient());
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(plan.id(), "complete");
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(agentStates()).containsExactly("far.lab.wwan0 down", "near up"));
        SessionPlan next = controller.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1));
        awaitState(next.id(), "complete");
    }

    @Test
    void triesToStartALostAgentAgainABoundedNumberOfTimes() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.UPSTREAM));
        awaitRows(plan.id(), 1);
        hosts.unreachable(FAR, Failure.of("ssh_refused", "no route"));
        hosts.kill(FAR);
        int launches = 1 + 1 + TestController.FLEET_TIMING.tries();
        await().atMost(WITHIN).untilAsserted(() -> assertThat(hosts.launches()).hasSize(launches));
        await().during(Duration.ofSeconds(2)).until(() -> hosts.launches().size() == launches);
        assertThat(agentStates()).contains("far.lab.wwan0 down");
    }

    @Test
    void runsSixtyFourSessionsAtOnce() {
        controller.close();
        Timing patient = TestController.timing(Duration.ofSeconds(60));
        controller = TestController.start(folder.resolve("db.sqlite"), hosts, patient);
        List<Future<SessionPlan>> created = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            created.add(controller.service.create(Plans.request(DirectionChoice.BOTH, "wwan0", "lab", 1)));
        }
        List<SessionPlan> plans = created.stream().map(Outcome::of).toList();
        assertThat(plans.stream().map(SessionPlan::id).collect(Collectors.toSet()))
                .hasSize(64);
        plans.forEach(plan -> awaitState(plan.id(), "complete"));
        assertThat(plans).allSatisfy(plan -> assertThat(controller.rows(plan.id()))
                .hasSize(6)
                .allSatisfy(row -> {
                    assertThat(row.getBoolean("receiver_complete")).isTrue();
                    assertThat(row.getBoolean("sender_complete")).isTrue();
                }));
    }

    @Test
    void stopsItsSessionsWhenItCloses() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.BOTH));
        awaitRows(plan.id(), 1);
        controller.close();
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
        assertThat(controller.state(plan.id())).isEqualTo("stopped");
    }

    @Test
    void endsAsInterruptedWithEveryMeasuredRowWhatAKilledControllerLeft() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.BOTH));
        awaitRows(plan.id(), 2);
        controller.crash();
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.agent(FAR).open()).isEmpty());
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
        Outcome.of(controller.service.recover());
        assertThat(controller.state(plan.id())).isEqualTo("interrupted");
        assertThat(controller.cause(plan.id())).isEqualTo("controller_restart");
        assertThat(hosts.spool(FAR).sessions()).isEmpty();
        assertThat(hosts.spool(AgentId.NEAR).sessions()).isEmpty();
        assertThat(controller.session(plan.id()).getJsonArray("results")).hasSize(4);
    }

    @Test
    void completesWhatTurnsOutWholeAfterARestart() {
        hosts.script(agent -> agent.withhold(true));
        SessionPlan plan = controller.create(Plans.request(DirectionChoice.BOTH, "wwan0", "lab", 1));
        await().atMost(WITHIN)
                .until(() -> hosts.heard(FAR).stream().anyMatch(AgentCommand.Start.class::isInstance)
                        && hosts.heard(AgentId.NEAR).stream().anyMatch(AgentCommand.Start.class::isInstance)
                        && hosts.agent(FAR).open().isEmpty()
                        && hosts.agent(AgentId.NEAR).open().isEmpty());
        controller.crash();
        hosts.script(agent -> {});
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
        Outcome.of(controller.service.recover());
        assertThat(controller.state(plan.id())).isEqualTo("complete");
        assertThat(controller.rows(plan.id())).hasSize(6);
    }

    @Test
    void endsASessionWhoseFarEndCannotBeReachedAfterARestartAndCollectsItsRowsLater() {
        SessionPlan plan = controller.create(lasting(DirectionChoice.UPSTREAM));
        awaitRows(plan.id(), 1);
        hosts.agent(FAR).withhold(true);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.spool(FAR).sessions()).isNotEmpty());
        controller.crash();
        hosts.unreachable(FAR, Failure.of("ssh_refused", "no route"));
        controller = TestController.start(folder.resolve("db.sqlite"), hosts);
        Outcome.of(controller.service.recover());
        assertThat(controller.state(plan.id())).isEqualTo("interrupted");
        assertThat(hosts.spool(FAR).sessions()).isNotEmpty();
        hosts.unreachable(FAR, null);
        Outcome.of(controller.service.create(Plans.request(DirectionChoice.UPSTREAM, "wwan0", "lab", 1)));
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(hosts.spool(FAR).sessions()).doesNotContain(plan.id()));
    }

    private static SessionRequest lasting(DirectionChoice direction) {
        return Plans.request(direction, "wwan0", "lab", 1, 400); // 16 s: whatever a test does meanwhile
    }

    /** For tests that wait until nothing more has come. */
    private void startWithoutPatience() {
        controller.close();
        controller =
                TestController.start(folder.resolve("db.sqlite"), hosts, TestController.timing(Duration.ofSeconds(1)));
    }

    private AgentCommand.Prepare prepare(AgentId id) {
        return hosts.heard(id).stream()
                .filter(AgentCommand.Prepare.class::isInstance)
                .map(AgentCommand.Prepare.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private List<String> states(SessionId id) {
        return controller.published.stream()
                .filter(change -> change.getLong("session_id") == id.value())
                .map(change -> change.getString("state"))
                .toList();
    }

    private List<String> agentStates() {
        return Outcome.of(controller.fleet.agents()).stream()
                .map(agent -> agent.getString("agent_id") + " " + agent.getString("state"))
                .toList();
    }

    private void awaitState(SessionId id, String state) {
        await("session " + id + " is " + state)
                .atMost(WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(controller.state(id)).isEqualTo(state));
    }

    private void awaitRows(SessionId id, int rows) {
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(controller.rows(id)).hasSizeGreaterThanOrEqualTo(rows));
    }
}
