package ranload.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;

class TypedBusTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Address<AgentCommand> TO_NEAR = Addresses.command(AgentId.NEAR);
    private static final AgentCommand STOP = new AgentCommand.Stop(new SessionId(7), 1, Failure.of("stopped", "asked"));

    private final Vertx vertx = Vertx.vertx();
    private final TypedBus bus = new TypedBus(vertx.eventBus());

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    @Test
    void carriesRecordsThereAndBack() {
        List<AgentCommand> seen = new CopyOnWriteArrayList<>();
        bus.answer(TO_NEAR, command -> {
            seen.add(command);
            return Future.succeededFuture(new Reply.Stopping());
        });
        assertThat(Outcome.of(bus.request(TO_NEAR, STOP, Reply.Stopping.class, WITHIN)))
                .isEqualTo(new Reply.Stopping());
        assertThat(seen).containsExactly(STOP);
    }

    @Test
    void failsAtOnceWhenNobodyListens() {
        assertThat(Outcome.failureOf(bus.request(TO_NEAR, STOP, Reply.Stopping.class, WITHIN))
                        .code())
                .isEqualTo("no_handlers");
    }

    @Test
    void failsWhenNoAnswerComesInTime() {
        bus.answer(TO_NEAR, command -> Future.future(never -> {}));
        Failure failure = Outcome.failureOf(bus.request(TO_NEAR, STOP, Reply.Stopping.class, Duration.ofMillis(50)));
        assertThat(failure.code()).isEqualTo("timeout");
        assertThat(failure.message()).contains("agent.near.command").contains("50 ms");
    }

    @Test
    void failsWithTheFailureThatWasAnswered() {
        Failure answered = new Failure("port_in_use", "port 5201 is taken", "local_port");
        bus.answer(TO_NEAR, command -> Future.failedFuture(answered.asException()));
        assertThat(Outcome.failureOf(bus.request(TO_NEAR, STOP, Reply.Stopping.class, WITHIN)))
                .isEqualTo(answered);
    }

    @Test
    void answersABugOfTheHandlerAsAFailure() {
        bus.answer(TO_NEAR, command -> {
            throw new IllegalStateException("never thought of it");
        });
        assertThat(Outcome.failureOf(bus.request(TO_NEAR, STOP, Reply.Stopping.class, WITHIN)))
                .isEqualTo(Failure.of("internal_error", "java.lang.IllegalStateException: never thought of it"));
    }

    @Test
    void answersWhatItCannotReadAsABadMessage() {
        bus.answer(TO_NEAR, command -> Future.succeededFuture(new Reply.Stopping()));
        JsonObject answer = Outcome.of(vertx.eventBus()
                        .<JsonObject>request(TO_NEAR.name(), new JsonObject().put("type", "self_destruct")))
                .body();
        assertThat(BusJson.fromJson(answer, Reply.class))
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("bad_message"));
    }

    @Test
    void failsWhenTheAnswerIsOfAnotherKind() {
        bus.answer(TO_NEAR, command -> Future.succeededFuture(new Reply.Noted()));
        Future<Reply.Stopping> answer = bus.request(TO_NEAR, STOP, Reply.Stopping.class, WITHIN);
        await().until(answer::failed);
        assertThat(answer.cause()).isInstanceOf(ClassCastException.class);
    }

    @Test
    void publishesToEveryWatcher() {
        List<String> seen = new CopyOnWriteArrayList<>();
        bus.watch(Addresses.SESSIONS, json -> seen.add("a" + json.getInteger("n")));
        bus.watch(Addresses.SESSIONS, json -> seen.add("b" + json.getInteger("n")));
        bus.publish(Addresses.SESSIONS, new JsonObject().put("n", 1));
        await().untilAsserted(() -> assertThat(seen).containsExactlyInAnyOrder("a1", "b1"));
    }
}
