package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.AgentFacts;
import ranload.bus.BusJson;
import ranload.bus.Outcome;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.sample.Percentiles;
import ranload.sample.SenderRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.SessionId;

@Timeout(120)
class BusLinkTest {
    private static final AgentId AGENT = new AgentId("far-lab");
    private static final Duration WITHIN = Duration.ofSeconds(30);
    /** As short as a machine may be that does not run one of two threads for a second or two. */
    private static final LinkTiming SHORT = new LinkTiming(Duration.ofMillis(100), Duration.ofSeconds(2));

    private static final AgentFacts FACTS = new AgentFacts("h", "k", "17", 2, 1, "epoll", 1, 0, List.of());

    private final Vertx controllerVertx = Vertx.vertx();
    private final Vertx agentVertx = Vertx.vertx();
    private final TypedBus controller = new TypedBus(controllerVertx.eventBus());
    private final TypedBus agent = new TypedBus(agentVertx.eventBus());
    private final PipePair pipes = new PipePair();
    private final List<Failure> controllerClosed = Collections.synchronizedList(new ArrayList<>());
    private final List<Failure> agentClosed = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger hellos = new AtomicInteger();

    @BeforeEach
    void listen() {
        controller.answer(Addresses.CONTROLLER_EVENT, event -> {
            hellos.incrementAndGet();
            return Future.succeededFuture(new Reply.Noted());
        });
        agent.answer(Addresses.command(AGENT), command -> Future.succeededFuture(new Reply.Described(FACTS)));
    }

    @AfterEach
    void close() {
        pipes.cut();
        Outcome.of(controllerVertx.close());
        Outcome.of(agentVertx.close());
    }

    @Test
    void carriesEventsOneWayAndCommandsTheOtherWithTheirAnswers() {
        join(LinkTiming.DEFAULT);
        assertThat(Outcome.of(sayHello())).isEqualTo(new Reply.Noted());
        assertThat(Outcome.of(describe())).isEqualTo(new Reply.Described(FACTS));
    }

    @Test
    void hasNobodyToCommandBeforeTheHello() {
        join(LinkTiming.DEFAULT);
        assertThat(Outcome.failureOf(describe()).code()).isEqualTo("no_handlers");
        Outcome.of(sayHello());
        Outcome.of(describe());
    }

    @Test
    void answersWhatTheOtherEndFailedWith() {
        join(LinkTiming.DEFAULT);
        Outcome.of(sayHello());
        assertThat(Outcome.failureOf(agent.request(Addresses.CONTROLLER_ROWS, batch(), Reply.Committed.class, WITHIN))
                        .code())
                .isEqualTo("no_handlers");
    }

    @Test
    void refusesWhatThePolicyDoesNotPermitAndDeliversNothing() {
        AtomicInteger delivered = new AtomicInteger();
        controllerVertx.eventBus().consumer("sessions", message -> delivered.incrementAndGet());
        LinkPolicy greedy = new LinkPolicy(AGENT, Set.of(), Set.of("sessions"), false);
        BusLink.join(controllerVertx, pipes.left(), LinkPolicy.controllerSide(AGENT), controllerClosed::add);
        BusLink.join(agentVertx, pipes.right(), greedy, agentClosed::add);
        Reply reply = BusJson.fromJson(
                Outcome.of(agentVertx.eventBus().<JsonObject>request("sessions", new JsonObject()))
                        .body(),
                Reply.class);
        assertThat(reply).isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("not_permitted"));
        assertThat(delivered).hasValue(0);
    }

    @Test
    void letsAnAgentSpeakOnlyForItself() {
        join(LinkTiming.DEFAULT);
        AgentEvent lie = new AgentEvent.Hello(AgentId.NEAR, "1", FACTS, List.of());
        assertThat(Outcome.failureOf(agent.request(Addresses.CONTROLLER_EVENT, lie, Reply.Noted.class, WITHIN))
                        .code())
                .isEqualTo("not_permitted");
        assertThat(hellos).hasValue(0);
        assertThat(Outcome.failureOf(describe()).code()).isEqualTo("no_handlers");
    }

    @Test
    void endsBothSidesOnceWhenTheCarrierIsCutAndUnregistersTheAgent() {
        join(LinkTiming.DEFAULT);
        Outcome.of(sayHello());
        pipes.cut();
        await().untilAsserted(() -> {
            assertThat(controllerClosed).extracting(Failure::code).containsExactly("link_closed");
            assertThat(agentClosed).extracting(Failure::code).containsExactly("link_closed");
        });
        assertThat(Outcome.failureOf(describe()).code()).isEqualTo("no_handlers");
    }

    @Test
    void failsWhatWasUnansweredWhenItEnds() {
        agent.answer(Addresses.command(new AgentId("x")), command -> Future.succeededFuture());
        controller.answer(Addresses.CONTROLLER_ROWS, rows -> Future.future(never -> {}));
        join(LinkTiming.DEFAULT);
        Future<Reply.Committed> unanswered =
                agent.request(Addresses.CONTROLLER_ROWS, batch(), Reply.Committed.class, WITHIN);
        Outcome.of(sayHello());
        pipes.cut();
        assertThat(Outcome.failureOf(unanswered).code()).isEqualTo("link_closed");
    }

    @Test
    void givesUpASilentOtherEndAtEachEndByItself() {
        join(SHORT, new LinkTiming(SHORT.pingEvery(), SHORT.silentAfter().multipliedBy(2)));
        Outcome.of(sayHello());
        pipes.stall();
        await().untilAsserted(() -> {
            assertThat(controllerClosed).extracting(Failure::code).containsExactly("link_silent");
            assertThat(agentClosed).extracting(Failure::code).containsExactly("link_silent");
        });
    }

    @Test
    void staysOpenWhileNothingButPingsPass() {
        join(SHORT);
        await().during(SHORT.silentAfter().plusMillis(500)).untilAsserted(() -> {
            assertThat(controllerClosed).isEmpty();
            assertThat(agentClosed).isEmpty();
        });
        Outcome.of(sayHello());
    }

    @Test
    void deliversEverythingInOrderOverASlowPipe() {
        List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());
        controller.answer(Addresses.CONTROLLER_ROWS, rows -> {
            arrived.add(rows.rows().get(0).interval());
            return Future.succeededFuture(new Reply.Committed(1));
        });
        join(LinkTiming.DEFAULT);
        pipes.slow(997);
        List<Future<Reply.Committed>> all = IntStream.rangeClosed(1, 100)
                .mapToObj(n -> agent.request(Addresses.CONTROLLER_ROWS, batch(n), Reply.Committed.class, WITHIN))
                .toList();
        all.forEach(Outcome::of);
        assertThat(arrived)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void closesWhenTheOtherEndTakesNothing() {
        join(LinkTiming.DEFAULT);
        pipes.stall();
        for (int i = 0; i < StdioPipe.MAX_QUEUED_FRAMES + 4_000; i++) {
            agentVertx.eventBus().send(Addresses.CONTROLLER_EVENT.name(), new JsonObject().put("n", i));
        }
        await().untilAsserted(
                        () -> assertThat(agentClosed).extracting(Failure::code).containsExactly("link_overflow"));
    }

    @Test
    void refusesAMessageThatNoFrameHoldsAndStaysOpen() {
        join(LinkTiming.DEFAULT);
        AgentEvent large = new AgentEvent.Bye(AGENT, "x".repeat(FrameCodec.MAX_OCTETS));
        assertThat(Outcome.failureOf(agent.request(Addresses.CONTROLLER_EVENT, large, Reply.Noted.class, WITHIN))
                        .code())
                .isEqualTo("frame_too_large");
        Outcome.of(sayHello());
        assertThat(agentClosed).isEmpty();
    }

    @Test
    void closesWhenTheOtherEndSendsNoFrames() throws Exception {
        BusLink.join(controllerVertx, pipes.left(), LinkPolicy.controllerSide(AGENT), controllerClosed::add);
        pipes.right().out().write("Segmentation fault\n".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() ->
                assertThat(controllerClosed).extracting(Failure::code).containsExactly("bad_frame"));
    }

    @Test
    void tellsBothSidesWhenOneClosesIt() {
        BusLink.join(controllerVertx, pipes.left(), LinkPolicy.controllerSide(AGENT), controllerClosed::add)
                .close();
        BusLink.join(agentVertx, pipes.right(), LinkPolicy.agentSide(AGENT), agentClosed::add);
        await().untilAsserted(() -> {
            assertThat(controllerClosed).extracting(Failure::code).containsExactly("link_closed");
            assertThat(agentClosed).extracting(Failure::code).containsExactly("link_closed");
        });
    }

    private void join(LinkTiming timing) {
        join(timing, timing);
    }

    private void join(LinkTiming atController, LinkTiming atAgent) {
        BusLink.join(
                controllerVertx, pipes.left(), LinkPolicy.controllerSide(AGENT), atController, controllerClosed::add);
        BusLink.join(agentVertx, pipes.right(), LinkPolicy.agentSide(AGENT), atAgent, agentClosed::add);
    }

    private Future<Reply.Noted> sayHello() {
        AgentEvent hello = new AgentEvent.Hello(AGENT, "1", FACTS, List.of());
        return agent.request(Addresses.CONTROLLER_EVENT, hello, Reply.Noted.class, WITHIN);
    }

    private Future<Reply.Described> describe() {
        return controller.request(Addresses.command(AGENT), new AgentCommand.Describe(), Reply.Described.class, WITHIN);
    }

    private static RowBatch batch() {
        return batch(1);
    }

    private static RowBatch batch(int interval) {
        return new RowBatch(
                AGENT,
                List.of(new SenderRow(
                        new SessionId(1),
                        Direction.UPSTREAM,
                        0,
                        interval,
                        Instant.EPOCH,
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        Percentiles.NONE,
                        8,
                        9,
                        10,
                        11)));
    }
}
