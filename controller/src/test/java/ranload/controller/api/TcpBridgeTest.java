package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.api.bridge.TcpBridge;
import ranload.controller.config.EventBusConfig;
import ranload.controller.config.TokenFile;
import ranload.session.Direction;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** The TCP bridge octet by octet: watchers watch, and that is all; one that misbehaves harms nobody else. */
class TcpBridgeTest {
    private static final int PATIENCE_MILLIS = 40_000;
    private static final EventBusConfig ANY_PORT = new EventBusConfig("127.0.0.1", 0, null);

    @TempDir
    Path folder;

    private RunningApi api;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        api = new RunningApi(folder, RunningApi.ANY_PORT, new NoAgents());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        api.close();
    }

    private TcpBridge listen(EventBusConfig config, Path tokenFile) {
        return RunningApi.get(TcpBridge.listen(api.vertx, config, tokenFile));
    }

    private Client connect(TcpBridge bridge) throws IOException {
        int port = Integer.parseInt(bridge.place().substring(bridge.place().lastIndexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        open.add(socket);
        return new Client(
                new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()), socket);
    }

    private record Client(DataInputStream in, DataOutputStream out, AutoCloseable connection) {
        void say(String text) throws IOException {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(octets.length);
            out.write(octets);
            out.flush();
        }

        void say(String type, String address) throws IOException {
            say(new JsonObject().put("type", type).put("address", address).encode());
        }

        JsonObject hear() throws IOException {
            return new JsonObject(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
        }

        /** Everything said before has been taken, since frames are taken in order. */
        void sync() throws IOException {
            say("ping", null);
            assertThat(hear()).isEqualTo(new JsonObject().put("type", "pong"));
        }

        /** Closed by the other end, in whichever way. */
        boolean isLetGo() {
            try {
                return in.read() < 0;
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }
    }

    @Test
    void showsRowsStatesAndListChangesUntilTheyAreUnregistered() throws IOException {
        Client client = connect(listen(ANY_PORT, null));
        SessionId id = api.seed("lab", "");
        String live = "session." + id + ".live";
        for (String address : List.of(live, "session." + id + ".state", "sessions", "agents")) {
            client.say("register", address);
        }
        client.sync();
        api.receive(id, Direction.UPSTREAM, 1, 7);
        JsonObject row = client.hear();
        assertThat(row.getString("type")).isEqualTo("message");
        assertThat(row.getString("address")).isEqualTo(live);
        assertThat(row.getJsonObject("body").getLong("total_bytes")).isEqualTo(7000);
        api.state(id, SessionState.RUNNING, null);
        assertThat(List.of(client.hear().getString("address"), client.hear().getString("address")))
                .containsExactlyInAnyOrder("session." + id + ".state", "sessions");
        client.say("unregister", live);
        client.sync();
        api.receive(id, Direction.UPSTREAM, 2, 7);
        api.live.agent(new JsonObject().put("agent_id", "near"));
        assertThat(client.hear().getString("address")).isEqualTo("agents");
        client.say("unregister", live);
        assertThat(client.hear().getString("message")).isEqualTo("unknown_address");
    }

    @Tag("fault")
    @DisplayName("fault 35: no other address can be watched by TCP")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent.near.command",
                "controller.event",
                "controller.rows",
                "controller.committed",
                "sessions.other",
                "session.x.live",
                "session.1.live.x",
                "",
                "session.1111111111111111111111111111111111111111111111111111111111111.live"
            })
    void refusesToRegisterAnyOtherAddress(String address) throws IOException {
        Client client = connect(listen(ANY_PORT, null));
        client.say("register", address);
        assertThat(client.hear().getString("message")).isEqualTo("access_denied");
    }

    @Tag("fault")
    @DisplayName("fault 35: nothing that a TCP watcher sends arrives")
    @ParameterizedTest
    @ValueSource(strings = {"agent.near.command", "controller.event", "controller.rows", "sessions", "session.1.live"})
    void refusesEverythingThatIsSent(String address) throws IOException {
        List<Object> arrived = new CopyOnWriteArrayList<>();
        RunningApi.get(api.vertx
                .eventBus()
                .consumer(address, message -> arrived.add(message.body()))
                .completion());
        Client client = connect(listen(ANY_PORT, null));
        for (String type : List.of("send", "publish")) {
            client.say(new JsonObject()
                    .put("type", type)
                    .put("address", address)
                    .put("replyAddress", "back")
                    .put("body", new JsonObject())
                    .encode());
            assertThat(client.hear())
                    .isEqualTo(new JsonObject()
                            .put("type", "err")
                            .put("message", "access_denied")
                            .put("address", "back"));
        }
        JsonObject sentinel = new JsonObject().put("sentinel", true);
        api.vertx.eventBus().publish(address, sentinel);
        await().until(() -> arrived.contains(sentinel));
        assertThat(arrived).containsExactly(sentinel);
    }

    @Tag("fault")
    @DisplayName("fault 35: a TCP watcher has twenty addresses, each once")
    @Test
    void boundsHowMuchOneWatcherMayWatch() throws IOException {
        Client client = connect(listen(ANY_PORT, null));
        for (int id = 1; id <= 20; id++) {
            client.say("register", "session." + id + ".live");
        }
        client.say("register", "session.20.live");
        assertThat(client.hear().getString("message")).isEqualTo("address_already_registered");
        client.say("register", "session.21.live");
        assertThat(client.hear().getString("message")).isEqualTo("max_handlers_reached");
        client.say("unregister", "session.1.live");
        client.say("register", "session.21.live");
        client.sync();
        api.vertx.eventBus().publish("session.21.live", new JsonObject().put("once", true));
        assertThat(client.hear().getJsonObject("body").getBoolean("once")).isTrue();
        client.sync();
    }

    @Test
    void answersWhatItDoesNotKnowAndGoesOn() throws IOException {
        Client client = connect(listen(ANY_PORT, null));
        client.say("{\"type\":\"reboot\"}");
        assertThat(client.hear().getString("message")).isEqualTo("unknown_type");
        client.say("{\"type\":null}");
        assertThat(client.hear().getString("message")).isEqualTo("unknown_type");
        client.say("{\"type\":\"register\"}");
        assertThat(client.hear().getString("message")).isEqualTo("missing_address");
        client.say("{\"type\":\"register\",\"address\":{\"a\":1},\"headers\":7}");
        assertThat(client.hear().getString("message")).isEqualTo("access_denied");
        client.sync();
    }

    @Tag("fault")
    @DisplayName("fault 35: what is no frame ends its own connection and nothing else")
    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 65_537, Integer.MAX_VALUE})
    void letsGoOfAWatcherThatAnnouncesAWrongLength(int length) throws IOException {
        TcpBridge bridge = listen(ANY_PORT, null);
        Client other = connect(bridge);
        Client client = connect(bridge);
        client.out().writeInt(length);
        client.out().flush();
        assertThat(client.isLetGo()).isTrue();
        other.sync();
    }

    @Tag("fault")
    @DisplayName("fault 35: what is no JSON object ends its own connection and nothing else")
    @ParameterizedTest
    @ValueSource(strings = {"{", "null", "[]", "1", "\"x\"", "\u0000"})
    void letsGoOfAWatcherThatSendsNoObject(String text) throws IOException {
        TcpBridge bridge = listen(ANY_PORT, null);
        Client other = connect(bridge);
        Client client = connect(bridge);
        client.say(text);
        assertThat(client.isLetGo()).isTrue();
        other.sync();
    }

    @Test
    void letsGoOfABrowserThatAPageSendsHere() throws IOException {
        Client client = connect(listen(ANY_PORT, null));
        client.out().write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.out().flush();
        assertThat(client.isLetGo()).isTrue();
    }

    @Tag("fault")
    @DisplayName("fault 35: a flood of frames ends its own connection and nothing else")
    @Test
    void letsGoOfAWatcherThatFloods() throws IOException {
        TcpBridge bridge = listen(ANY_PORT, null);
        Client other = connect(bridge);
        Client client = connect(bridge);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        client.say("{\"type\":\"ping\"}");
                    }
                })
                .isInstanceOf(IOException.class);
        other.sync();
    }

    @Tag("fault")
    @DisplayName("fault 35: a TCP watcher that does not read is let go, and others hear everything")
    @Test
    void letsAWatcherGoThatDoesNotRead() throws IOException {
        TcpBridge bridge = listen(ANY_PORT, null);
        Client deaf = connect(bridge);
        deaf.say("register", "session.1.live");
        deaf.sync();
        Client other = connect(bridge);
        other.say("register", "session.1.live");
        other.sync();
        int rows = 1_000;
        String row = "x".repeat(50_000); // together far more than the kernel's buffers on both sides hold
        for (int i = 0; i < rows; i++) {
            api.vertx
                    .eventBus()
                    .publish("session.1.live", new JsonObject().put("row", row).put("n", i));
            assertThat(other.hear().getJsonObject("body").getInteger("n")).isEqualTo(i);
        }
        int heard = 0;
        try {
            while (heard < rows) {
                deaf.hear();
                heard++;
            }
        } catch (IOException letGo) {
            assertThat(letGo).isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
        assertThat(heard).isLessThan(rows);
        other.sync();
    }

    @Tag("fault")
    @DisplayName("fault 35: there are at most 64 TCP watchers, and room again when one goes")
    @Test
    void boundsTheNumberOfWatchers() throws Exception {
        TcpBridge bridge = listen(ANY_PORT, null);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            clients.add(connect(bridge));
            clients.get(i).sync();
        }
        assertThat(connect(bridge).isLetGo()).isTrue();
        clients.get(0).connection().close();
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            Client next = connect(bridge);
            next.say("ping", null);
            return !next.isLetGo();
        });
    }

    @Test
    void asksForATokenWhereTheControllerDoes() throws IOException {
        Path file = folder.resolve("tokens");
        String token = TokenFile.add(file, "monitor", "viewer");
        Client client = connect(listen(ANY_PORT, file));
        client.say("register", "sessions");
        assertThat(client.hear().getString("message")).isEqualTo("access_denied");
        client.say("{\"type\":\"register\",\"address\":\"sessions\",\"headers\":{\"Authorization\":\"Bearer x" + token
                + "\"}}");
        assertThat(client.hear().getString("message")).isEqualTo("access_denied");
        client.say("{\"type\":\"register\",\"address\":\"sessions\",\"headers\":{\"Authorization\":\"Bearer " + token
                + "\"}}");
        client.sync();
        api.vertx.eventBus().publish("sessions", new JsonObject().put("seen", true));
        assertThat(client.hear().getJsonObject("body").getBoolean("seen")).isTrue();
    }

    @Test
    void listensOnAUnixSocketThatIsNotForEverybody() throws IOException {
        Path place = folder.resolve("bus.sock");
        TcpBridge bridge = listen(new EventBusConfig("127.0.0.1", null, place), null);
        assertThat(bridge.place()).isEqualTo(place.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("rw-rw----");
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(channel);
        channel.connect(UnixDomainSocketAddress.of(place));
        new Client(
                        new DataInputStream(Channels.newInputStream(channel)),
                        new DataOutputStream(Channels.newOutputStream(channel)),
                        channel)
                .sync();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "host.example"})
    void refusesToListenOffLoopback(String host) {
        assertThatThrownBy(() -> listen(new EventBusConfig(host, 0, null), null))
                .hasMessageContaining("event_bus.host is " + host)
                .hasMessageContaining("use 127.0.0.1");
    }

    @Test
    void saysWhichPlaceIsTaken() {
        TcpBridge first = listen(ANY_PORT, null);
        int port = Integer.parseInt(first.place().substring("127.0.0.1:".length()));
        assertThatThrownBy(() -> listen(new EventBusConfig("127.0.0.1", port, null), null))
                .hasMessageContaining("cannot listen on " + first.place());
    }
}
