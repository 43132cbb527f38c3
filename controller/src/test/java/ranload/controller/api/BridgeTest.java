package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.session.Direction;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** The SockJS bridge by a raw WebSocket: watchers watch, and that is all. */
class BridgeTest {
    private RunningApi api;
    private WebSocketClient client;
    private WebSocket socket;
    private final List<JsonObject> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start(@TempDir Path folder) {
        api = new RunningApi(folder, RunningApi.ANY_PORT, new NoAgents());
        client = api.vertx.createWebSocketClient();
        socket = RunningApi.get(client.connect(options()));
        socket.handler(frame -> heard.add(new JsonObject(frame)));
    }

    private WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(api.server.port())
                .setURI("/eventbus/websocket");
    }

    @AfterEach
    void stop() {
        RunningApi.get(client.close());
        api.close();
    }

    private void say(String type, String address) {
        JsonObject frame =
                new JsonObject().put("type", type).put("address", address).put("body", new JsonObject());
        RunningApi.get(socket.writeTextMessage(frame.encode()));
    }

    private List<JsonObject> of(String type) {
        return heard.stream()
                .filter(frame -> frame.getString("type").equals(type))
                .toList();
    }

    @Test
    void showsRowsStatesAndListChanges() {
        SessionId id = api.seed("lab", "");
        say("register", "session." + id + ".live");
        say("register", "session." + id + ".state");
        say("register", "sessions");
        say("register", "agents");
        say("register", "agents");
        await().until(() -> of("err").size() == 1); // frames are taken in order, so all are registered
        api.state(id, SessionState.RUNNING, null);
        api.receive(id, Direction.UPSTREAM, 1, 7);
        api.live.agent(new JsonObject().put("agent_id", "near"));
        await().until(() -> of("rec").size() == 4);
        assertThat(of("rec"))
                .extracting(frame -> frame.getString("address"))
                .containsExactlyInAnyOrder("session." + id + ".live", "session." + id + ".state", "sessions", "agents");
        assertThat(of("rec"))
                .filteredOn(frame -> frame.getString("address").endsWith(".live"))
                .allSatisfy(frame -> assertThat(frame.getJsonObject("body").getLong("total_bytes"))
                        .isEqualTo(7000));
        assertThat(of("err").get(0).getString("body")).isEqualTo("address_already_registered");
    }

    @Tag("fault")
    @DisplayName("fault 35: no other address can be watched")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent.near.command",
                "controller.event",
                "controller.rows",
                "sessions.other",
                "xsessions",
                "session.1.live.x",
                "session.x.live",
                "session..live",
                "session.1.liveagents",
                "vertx.something"
            })
    void refusesToRegisterAnyOtherAddress(String address) {
        say("register", address);
        await().until(() -> of("err").size() == 1);
        assertThat(of("err").get(0).getString("body")).isEqualTo("access_denied");
    }

    @Tag("fault")
    @DisplayName("fault 35: nothing that a watcher sends arrives")
    @ParameterizedTest
    @ValueSource(strings = {"agent.near.command", "controller.event", "controller.rows", "sessions", "session.1.live"})
    void refusesEverythingThatIsSent(String address) {
        List<Object> arrived = new CopyOnWriteArrayList<>();
        api.vertx.eventBus().consumer(address, message -> arrived.add(message.body()));
        say("send", address);
        say("publish", address);
        await().until(() -> of("err").size() == 2);
        assertThat(of("err")).extracting(frame -> frame.getString("body")).containsOnly("access_denied");
        assertThat(arrived).isEmpty();
    }

    @Tag("fault")
    @DisplayName("fault 35: a flood of registers ends at twenty")
    @Test
    void boundsHowMuchOneSocketMayWatch() {
        for (int id = 1; id <= 21; id++) {
            say("register", "session." + id + ".live");
        }
        await().until(() -> of("err").size() == 1);
        assertThat(of("err").get(0).getString("body")).isEqualTo("max_handlers_reached");
    }

    @Test
    void refusesPagesOfOtherOrigins() {
        Assertions.assertThatThrownBy(
                        () -> RunningApi.get(client.connect(options().addHeader("Origin", "http://evil.example"))))
                .isInstanceOfSatisfying(UpgradeRejectedException.class, refused -> assertThat(refused.getStatus())
                        .isEqualTo(403));
    }

    @Test
    @Tag("fault")
    @DisplayName("fault 35: a giant frame ends its socket and nothing else")
    void cutsOffAGiantFrame() {
        AtomicBoolean closed = new AtomicBoolean();
        socket.closeHandler(none -> closed.set(true));
        // The answer to a frame too large is the end of the socket, maybe before all of it is written.
        socket.writeTextMessage("{\"type\":\"ping\",\"x\":\"" + "x".repeat(1 << 20) + "\"}");
        await().until(closed::get);
        WebSocket second = RunningApi.get(client.connect(options()));
        assertThat(second.isClosed()).isFalse();
    }

    @Test
    @Tag("fault")
    @DisplayName("fault 35: a watcher that does not read is let go")
    void letsAWatcherGoThatDoesNotRead() {
        say("register", "session.1.live");
        say("register", "session.1.live");
        await().until(() -> of("err").size() == 1);
        AtomicBoolean closed = new AtomicBoolean();
        socket.closeHandler(none -> closed.set(true));
        socket.pause();
        String row = "x".repeat(50_000);
        int rows = 1_000; // far more than the kernel's buffers on both sides hold
        for (int i = 0; i < rows; i++) {
            api.vertx.eventBus().publish("session.1.live", new JsonObject().put("row", row));
        }
        await().until(() -> RunningApi.get(client.connect(options())) != null);
        socket.resume();
        await().until(closed::get);
        assertThat(of("rec")).hasSizeLessThan(rows);
    }
}
