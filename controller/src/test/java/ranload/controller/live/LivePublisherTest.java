package ranload.controller.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ranload.bus.Addresses;
import ranload.bus.TypedBus;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

class LivePublisherTest {
    private static final SessionId ID = new SessionId(1_795_348_800_123L);

    private Vertx vertx;
    private TypedBus bus;
    private Meters meters;
    private LivePublisher publisher;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new TypedBus(vertx.eventBus());
        meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        publisher = new LivePublisher(bus, meters);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void publishesEachRowOnItsOwnSession() {
        List<JsonObject> seen = new CopyOnWriteArrayList<>();
        bus.watch(Addresses.live(ID), seen::add);
        JsonObject mine = new JsonObject().put("session_id", ID.value()).put("interval", 1);
        publisher.rows(
                List.of(
                        mine,
                        new JsonObject().put("session_id", 7L),
                        mine.copy().put("interval", 2)),
                Duration.ofMillis(3));
        await().until(() -> seen.size() == 2);
        assertThat(seen).extracting(row -> row.getInteger("interval")).containsExactly(1, 2);
    }

    @Test
    void publishesAStateWithItsCauseOnTheSessionAndOnTheList() {
        List<JsonObject> seen = new CopyOnWriteArrayList<>();
        bus.watch(Addresses.state(ID), seen::add);
        bus.watch(Addresses.SESSIONS, seen::add);
        publisher.state(ID, SessionState.FAILED, Failure.of("port_in_use", "port 5001 is taken"));
        await().until(() -> seen.size() == 2);
        assertThat(seen).containsOnly(new JsonObject("""
                {"session_id":1795348800123,"state":"failed",
                 "cause":{"code":"port_in_use","message":"port 5001 is taken"}}
                """));
    }

    @Test
    void countsASessionInTheStateItIsInAndNoLongerOnceItHasEnded() {
        publisher.state(ID, SessionState.PENDING, null);
        publisher.state(ID, SessionState.RUNNING, null);
        assertThat(meters.scrape())
                .contains("ranload_sessions{state=\"running\"} 1.0", "ranload_sessions{state=\"pending\"} 0.0");
        publisher.state(ID, SessionState.STOPPED, null);
        assertThat(meters.scrape())
                .contains(
                        "ranload_sessions{state=\"running\"} 0.0",
                        "ranload_sessions_ended_total{state=\"stopped\"} 1.0");
    }
}
