package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.agent.control.ScriptedController;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.BuildInfo;
import ranload.bus.Outcome;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.LinkPolicy;
import ranload.link.Preamble;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.time.HeldUp;
import ranload.unit.BitRate;

/** The whole agent as it is shipped: a process, its standard streams, its spool. */
@Timeout(240)
class AgentProcessTest {
    private static final AgentId FAR = new AgentId("far-loopback");
    private static final SessionId SESSION = new SessionId(1_795_350_896_789L);
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofSeconds(10);

    /** What the agent itself takes for it at most, and half a second for its virtual machine. */
    private static final Duration TWO_SECONDS = Duration.ofMillis(2_500);

    private static final String RESUME_KEY = "0123456789abcdef".repeat(2);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path spool;

    private final Vertx vertx = Vertx.vertx();
    private final TypedBus bus = new TypedBus(vertx.eventBus());
    private final ScriptedController controller = new ScriptedController(vertx);
    private final List<ChildAgent> children = new ArrayList<>();

    @AfterEach
    void end() {
        children.forEach(child -> child.process().destroyForcibly());
        Outcome.of(vertx.close());
    }

    @Test
    void saysHelloWithItsFactsAndDescribesItself() throws IOException {
        join(AgentId.NEAR);
        AgentEvent.Hello hello = hello(AgentId.NEAR);
        assertThat(hello.buildId()).isEqualTo(BuildInfo.current().buildId());
        assertThat(hello.spooled()).isEmpty();
        Reply.Described described = Outcome.of(ask(AgentId.NEAR, new AgentCommand.Describe(), Reply.Described.class));
        assertThat(described.facts().pid()).isEqualTo(children.get(0).process().pid());
        assertThat(described.facts().loadNiceness()).isEqualTo(isRoot() ? -5 : 0);
        assertThat(described.facts().nics()).anyMatch(nic -> nic.name().equals("lo") && nic.loopback());
    }

    @Test
    void runsASessionInBothDirectionsAndHandsOverEveryIntervalOnce() throws IOException {
        join(AgentId.NEAR);
        join(FAR);
        prepareBoth(DirectionChoice.BOTH, 3);
        startBoth();
        await().atMost(WITHIN)
                .until(() -> controller.phases().stream()
                                .filter(AgentEvent.Phase.ENDED::equals)
                                .count()
                        == 2);
        assertThat(controller.results()).hasSize(4).allSatisfy(result -> {
            assertThat(result.cause()).isNull();
            assertThat(result.rows()).isBetween(3, 4);
            assertThat(controller.intervals(result))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, result.rows()).boxed().toList());
        });
        assertThat(controller.phases())
                .contains(AgentEvent.Phase.PREPARED, AgentEvent.Phase.RUNNING)
                .doesNotContain(AgentEvent.Phase.OUTAGE);
        long received = controller.stored().stream()
                .filter(ReceiverRow.class::isInstance)
                .mapToLong(row -> ((ReceiverRow) row).octets())
                .sum();
        long sent = controller.stored().stream()
                .filter(SenderRow.class::isInstance)
                .mapToLong(row -> ((SenderRow) row).sentOctets())
                .sum();
        assertThat(received).isPositive().isEqualTo(sent);
        await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void drivesItsSocketsByJavaWhenToldSoAndSaysIt() throws IOException {
        join(AgentId.NEAR, "--io", "nio");
        join(FAR);
        prepareBoth(DirectionChoice.BOTH, 1);
        assertThat(hello(AgentId.NEAR).facts().io()).isEqualTo("nio");
        assertThat(hello(FAR).facts().io()).isEqualTo("epoll");
        startBoth();
        await().atMost(WITHIN)
                .until(() -> controller.phases().stream()
                                .filter(AgentEvent.Phase.ENDED::equals)
                                .count()
                        == 2);
        assertThat(controller.results())
                .hasSize(4)
                .allMatch(result -> result.cause() == null && result.octets() > 0)
                .extracting(StreamResult::io)
                .containsExactlyInAnyOrder("nio", "nio", "epoll", "epoll");
        assertThat(controller.events(AgentEvent.Warning.class))
                .filteredOn(warning -> warning.code().equals("nio_fallback"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.agent()).isEqualTo(AgentId.NEAR));
    }

    @Test
    void handsOverAfterAKillWhatItHadNotBefore() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = join(FAR);
        controller.refuseBatches(Integer.MAX_VALUE);
        prepareBoth(DirectionChoice.UPSTREAM, 20);
        startBoth();
        await().atMost(WITHIN).until(() -> spooled().stream()
                .anyMatch(file -> file.toString().contains(FAR.value()) && lines(file) >= 2));
        far.process().destroyForcibly();
        assertGone(far, SOON);
        controller.refuseBatches(0);
        join(FAR);
        await().atMost(WITHIN).until(() -> controller
                .events(AgentEvent.Hello.class)
                .anyMatch(hello -> hello.agent().equals(FAR) && hello.spooled().equals(List.of(SESSION))));
        await().atMost(WITHIN)
                .until(() -> controller.stored().stream()
                                .filter(ReceiverRow.class::isInstance)
                                .count()
                        >= 2);
        await().atMost(WITHIN).until(() -> spooled().stream()
                .noneMatch(file -> file.toString().contains(FAR.value())));
    }

    @Test
    void endsWithinTwoSecondsOfStdinsEndAndLeavesItsResultsInTheSpool() throws Exception {
        ChildAgent near = join(AgentId.NEAR);
        join(FAR);
        prepareBoth(DirectionChoice.UPSTREAM, 60);
        startBoth();
        await().atMost(WITHIN).until(() -> !controller.stored().isEmpty());
        near.close();
        assertGone(near, TWO_SECONDS);
        assertThat(near.process().exitValue()).as(near.diagnostics()).isZero();
        Path left = spool.resolve("controller-1/near/" + SESSION + ".ndjson");
        assertThat(left).content().contains("\"kind\":\"result\"").contains("controller_lost");
    }

    @Test
    void keepsAReceiversResultAfterStdinsEndAlsoOnAPathOfLongDelay() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = join(FAR);
        try (SlowPath path = new SlowPath(Duration.ofMillis(600))) {
            prepareBoth(DirectionChoice.UPSTREAM, 60, port -> path.to(port));
            startBoth();
            await().atMost(WITHIN).until(() -> !controller.stored().isEmpty());
            far.close();
            assertGone(far, SOON);
            assertThat(far.process().exitValue()).as(far.diagnostics()).isZero();
        }
        Path left = spool.resolve("controller-1/" + FAR.value() + "/" + SESSION + ".ndjson");
        assertThat(left).content().contains("\"kind\":\"result\"").contains("controller_lost");
    }

    @Test
    void endsOnASignalAndSaysBye() throws Exception {
        ChildAgent near = join(AgentId.NEAR);
        hello(AgentId.NEAR);
        near.process().toHandle().destroy(); // a Process would close its streams as well
        assertGone(near, TWO_SECONDS);
        assertThat(near.process().exitValue()).isEqualTo(143);
        await().untilAsserted(() -> assertThat(controller.events(AgentEvent.Bye.class))
                .as(near.diagnostics())
                .hasSize(1));
    }

    @Test
    void endsWhenStdinEndsBeforeAnythingWasSaid() throws Exception {
        ChildAgent child = child();
        child.close();
        assertGone(child, SOON);
        assertThat(child.process().exitValue()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(child.diagnostics()).contains("stdin"));
    }

    @Test
    void endsWithAnErrorWhenItCannotStartForWantOfMemory() throws Exception {
        ChildAgent child = ChildAgent.start(List.of("-XX:MaxDirectMemorySize=100k"), "--io", "nio");
        children.add(child);
        AgentSettings settings = new AgentSettings(
                "abc123XYZ", FAR, "controller-1", BuildInfo.current().buildId(), spool.toString());
        Preamble.offer(child, settings, WITHIN);

        assertGone(child, SOON);
        assertThat(child.process().exitValue()).as(child.diagnostics()).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(child.diagnostics()).contains("agent_start_failed").contains("memory"));
    }

    @Test
    void takesOverFromAProcessOfTheSameAgentWhoseControllerHasStartedItAnew() throws Exception {
        ChildAgent before = join(AgentId.NEAR);
        hello(AgentId.NEAR);
        join(AgentId.NEAR);
        assertGone(before, SOON);
        assertThat(before.process().exitValue()).isEqualTo(143);
    }

    @Test
    void livesOnWhenItsLinkBreaksUnderLoadAndIsTakenUpAgainWithNothingLost() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = joinResumable(RESUME_KEY);
        prepareBoth(DirectionChoice.BOTH, 9); // longer than a busy machine needs to start another process
        startBoth();
        await().atMost(WITHIN).until(() -> !controller.stored().isEmpty());
        far.breakOff();
        ChildAgent way = joinResumable(RESUME_KEY);
        await().atMost(WITHIN)
                .until(() ->
                        controller.events(AgentEvent.Resumed.class).findAny().isPresent());
        assertThat(controller.events(AgentEvent.Resumed.class))
                .containsExactly(new AgentEvent.Resumed(FAR, List.of(SESSION)));
        assertThat(Outcome.of(ask(FAR, new AgentCommand.Describe(), Reply.Described.class))
                        .facts()
                        .pid())
                .isEqualTo(far.process().pid());
        await().atMost(WITHIN)
                .until(() -> controller.phases().stream()
                                .filter(AgentEvent.Phase.ENDED::equals)
                                .count()
                        == 2);
        assertThat(controller.results()).hasSize(4).allSatisfy(result -> {
            assertThat(result.cause()).isNull();
            assertThat(controller.intervals(result))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, result.rows()).boxed().toList());
        });
        way.close();
        assertGone(far, SOON);
        assertThat(far.process().exitValue()).isZero();
        assertGone(way, SOON);
        assertThat(points()).isEmpty();
    }

    @Test
    void takesTheNewestLinkThoughTheOneBeforeIsNotKnownToBeBroken() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = joinResumable(RESUME_KEY);
        prepareBoth(DirectionChoice.UPSTREAM, 60);
        startBoth();
        joinResumable(RESUME_KEY);
        ChildAgent third = joinResumable(RESUME_KEY);
        await().atMost(WITHIN)
                .until(() -> controller.events(AgentEvent.Resumed.class).count() == 2);
        // This end has to learn first that the links before are no more.
        await().atMost(WITHIN)
                .until(() -> Outcome.of(ask(FAR, new AgentCommand.Dismiss(), Reply.Stopping.class)
                        .map(true)
                        .otherwise(false)));
        third.close();
        assertGone(far, SOON);
        assertThat(far.process().exitValue()).as(far.diagnostics()).isZero();
    }

    @Test
    void waitsAgainOnceItIsTakenUpAfterItWasDismissed() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = joinResumable(RESUME_KEY);
        prepareBoth(DirectionChoice.UPSTREAM, 60);
        startBoth();
        Outcome.of(ask(FAR, new AgentCommand.Dismiss(), Reply.Stopping.class));
        ChildAgent second = joinResumable(RESUME_KEY);
        await().atMost(WITHIN)
                .until(() -> controller.events(AgentEvent.Resumed.class).count() == 1);
        second.breakOff();
        joinResumable(RESUME_KEY);
        await().atMost(WITHIN)
                .until(() -> controller.events(AgentEvent.Resumed.class).count() == 2);
        assertThat(far.process().isAlive()).as(far.diagnostics()).isTrue();
    }

    @Test
    void endsWithItsLinkThoughItMightBeResumedWhenItIsDismissed() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = joinResumable(RESUME_KEY);
        prepareBoth(DirectionChoice.UPSTREAM, 60);
        startBoth();
        assertThat(Outcome.of(ask(FAR, new AgentCommand.Dismiss(), Reply.Stopping.class)))
                .isEqualTo(new Reply.Stopping());
        far.close();
        assertGone(far, SOON);
        assertThat(far.process().exitValue()).as(far.diagnostics()).isZero();
    }

    @Test
    void endsWithItsLinkThoughItMightBeResumedWhenNothingRuns() throws Exception {
        ChildAgent far = joinResumable(RESUME_KEY);
        hello(FAR);
        far.close();
        assertGone(far, TWO_SECONDS);
        assertThat(far.process().exitValue()).as(far.diagnostics()).isZero();
        assertThat(points()).isEmpty();
    }

    @Test
    void endsSoonAfterItsControllersDeathWhichEndsTheNearAgentToo() throws Exception {
        ChildAgent near = join(AgentId.NEAR);
        ChildAgent far = joinResumable(RESUME_KEY);
        prepareBoth(DirectionChoice.BOTH, 60);
        startBoth();
        await().atMost(WITHIN).until(() -> !controller.stored().isEmpty());
        far.close();
        near.close();
        assertGone(far, SOON);
        assertThat(far.process().exitValue()).as(far.diagnostics()).isZero();
    }

    @Test
    void isNoWayToAnAgentOfAnotherKeyButTakesItsPlace() throws Exception {
        join(AgentId.NEAR);
        ChildAgent far = joinResumable(RESUME_KEY);
        prepareBoth(DirectionChoice.UPSTREAM, 60);
        startBoth();
        ChildAgent other = joinResumable("0".repeat(32));
        assertGone(far, SOON);
        assertThat(far.process().exitValue()).isEqualTo(143);
        assertThat(controller.events(AgentEvent.Resumed.class)).isEmpty();
        assertThat(other.process().isAlive()).isTrue();
    }

    @Test
    void refusesAControllerOfAnotherBuildAndNamesBoth() throws Exception {
        ChildAgent child = child();
        AgentSettings other = new AgentSettings("abc123XYZ", FAR, "controller-1", "99.0", spool.toString());
        FailureException refused =
                catchThrowableOfType(FailureException.class, () -> Preamble.offer(child, other, WITHIN));
        assertThat(refused.failure().code()).isEqualTo("agent_start_failed");
        await().untilAsserted(() -> assertThat(child.diagnostics())
                .contains("build_mismatch")
                .contains("99.0")
                .contains(BuildInfo.current().buildId()));
        assertGone(child, SOON);
        assertThat(child.process().exitValue()).isEqualTo(1);
    }

    @Test
    void refusesCommandsOfAnOlderEpochAndOfUnknownSessions() throws IOException {
        join(AgentId.NEAR);
        hello(AgentId.NEAR);
        assertThat(Outcome.of(
                        ask(AgentId.NEAR, new AgentCommand.Renew(List.of(SESSION), 5, 10_000), Reply.Renewed.class)))
                .isEqualTo(new Reply.Renewed(List.of(SESSION)));
        Failure cause = Failure.of("stopped", "asked");
        assertThat(Outcome.failureOf(ask(AgentId.NEAR, new AgentCommand.Stop(SESSION, 4, cause), Reply.Stopping.class))
                        .code())
                .isEqualTo("stale_epoch");
        assertThat(Outcome.of(ask(AgentId.NEAR, new AgentCommand.Stop(SESSION, 5, cause), Reply.Stopping.class)))
                .isEqualTo(new Reply.Stopping());
        assertThat(Outcome.failureOf(ask(AgentId.NEAR, new AgentCommand.Start(SESSION, 5, 0), Reply.Started.class))
                        .code())
                .isEqualTo("unknown_session");
    }

    /** Fails unless it ends within this time, in which the machine let it run. */
    private static boolean isRoot() {
        return ProcessHandle.current().info().user().filter("root"::equals).isPresent();
    }

    private static void assertGone(ChildAgent child, Duration bound) {
        HeldUp held = HeldUp.fromNow();
        await().atMost(bound.plus(WITHIN))
                .until(() -> !child.process().isAlive() || held.own().compareTo(bound) > 0);
        assertThat(child.process().isAlive()).as(child.diagnostics()).isFalse();
    }

    private ChildAgent child(String... arguments) throws IOException {
        ChildAgent child = ChildAgent.start(arguments);
        children.add(child);
        return child;
    }

    private ChildAgent join(AgentId id, String... arguments) throws IOException {
        return join(
                new AgentSettings(
                        "abc123XYZ", id, "controller-1", BuildInfo.current().buildId(), spool.toString()),
                arguments);
    }

    private ChildAgent joinResumable(String key) throws IOException {
        return join(new AgentSettings(
                "abc123XYZ", FAR, "controller-1", BuildInfo.current().buildId(), spool.toString(), key));
    }

    private ChildAgent join(AgentSettings settings, String... arguments) throws IOException {
        ChildAgent child = child(arguments);
        AgentId id = settings.agentId();
        Preamble.offer(child, settings, WITHIN);
        BusLink.join(vertx, child, LinkPolicy.controllerSide(id), closed -> {});
        return child;
    }

    private AgentEvent.Hello hello(AgentId id) {
        await().atMost(WITHIN)
                .until(() -> controller.events(AgentEvent.Hello.class).anyMatch(hello -> hello.agent()
                        .equals(id)));
        return controller
                .events(AgentEvent.Hello.class)
                .filter(hello -> hello.agent().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void prepareBoth(DirectionChoice directions, int seconds) {
        prepareBoth(directions, seconds, port -> port);
    }

    /** @param way from the far agent's port to the one that leads there */
    private void prepareBoth(DirectionChoice directions, int seconds, IntUnaryOperator way) {
        hello(FAR);
        hello(AgentId.NEAR);
        StreamSpec stream = new StreamSpec(
                0,
                directions,
                Transport.UDP,
                new RateProfile.Constant(new BitRate(2_000_000)),
                1_000,
                0,
                100,
                Pacing.BALANCED,
                0,
                0,
                0);
        int port = Outcome.of(ask(FAR, prepare(Side.FAR, stream, seconds), Reply.Prepared.class))
                .streams()
                .get(0)
                .localPort();
        Outcome.of(ask(
                AgentId.NEAR,
                prepare(Side.NEAR, stream.withFarPort(way.applyAsInt(port)), seconds),
                Reply.Prepared.class));
    }

    private static AgentCommand prepare(Side side, StreamSpec stream, int seconds) {
        return new AgentCommand.Prepare(
                SESSION,
                1,
                side,
                KEY,
                side == Side.NEAR ? "lo" : null,
                "127.0.0.1",
                side == Side.NEAR ? "127.0.0.1" : null,
                false,
                List.of(stream),
                seconds,
                10_000);
    }

    private void startBoth() {
        AgentCommand start = new AgentCommand.Start(SESSION, 1, 300);
        Future<Reply.Started> far = ask(FAR, start, Reply.Started.class);
        Future<Reply.Started> near = ask(AgentId.NEAR, start, Reply.Started.class);
        Outcome.of(far);
        Outcome.of(near);
    }

    private <R extends Reply> Future<R> ask(AgentId agent, AgentCommand command, Class<R> answer) {
        return bus.request(Addresses.command(agent), command, answer, WITHIN);
    }

    private List<Path> spooled() {
        return files(".ndjson");
    }

    /** Where living agents can be resumed. */
    private List<Path> points() {
        return files(".link");
    }

    private List<Path> files(String ending) {
        try (Stream<Path> files = Files.walk(spool)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
