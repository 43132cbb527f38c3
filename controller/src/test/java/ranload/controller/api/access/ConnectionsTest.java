package ranload.controller.api.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.controller.config.HttpConfig;

@Timeout(120)
class ConnectionsTest {
    /** A caller that is held up for as long between two of its steps is cut off, too. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    /** What is answered when a test wants it to be. */
    private final Queue<RoutingContext> slow = new ConcurrentLinkedQueue<>();

    private Vertx vertx;
    private ApiServer server;
    private long firstTimer;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        firstTimer = vertx.setPeriodic(3_600_000, due -> {});
        Connections connections = new Connections(vertx, 3, PATIENCE);
        Router router = Router.router(vertx);
        router.route().handler(connections::begun);
        router.get("/").handler(context -> context.response().end("here"));
        router.get("/slow").handler(slow::add);
        router.post("/")
                .handler(BodyHandler.create(false))
                .handler(connections::bodyRead)
                .handler(context -> context.response().end("taken"));
        server = get(ApiServer.listen(vertx, HttpConfig.DEFAULT.withPort(0), router, connections));
    }

    @AfterEach
    void stop() throws Exception {
        get(server.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Socket open(String said) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(said.getBytes(US_ASCII));
        return socket;
    }

    private static String all(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Tag("fault")
    @DisplayName("fault 34: a silent caller is cut off")
    @Test
    void cutsOffACallerThatSaysNothing() throws IOException {
        assertThat(all(open(""))).isEmpty();
    }

    @Tag("fault")
    @DisplayName("fault 34: a caller that drips its head is cut off")
    @Test
    void cutsOffACallerThatDoesNotFinishItsHead() throws IOException {
        assertThat(all(open("GET / HTTP/1.1\r\nHost: localhost\r\nX-Drip: "))).isEmpty();
    }

    @Tag("fault")
    @DisplayName("fault 34: a body that does not come is 408")
    @Test
    void cutsOffACallerThatDoesNotFinishItsBody() throws IOException {
        assertThat(all(open("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345")))
                .startsWith("HTTP/1.1 408 ")
                .contains("request_timeout");
    }

    @Tag("fault")
    @DisplayName("fault 34: a second head that drips is cut off")
    @Test
    void cutsOffACallerThatDripsItsSecondHead() throws IOException {
        String first = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(all(open(first + "GET / HT"))).endsWith("here");
    }

    @Test
    void waitsForItsOwnAnswers() throws IOException {
        Socket caller = open("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().until(() -> slow.size() == 1);
        await().pollDelay(PATIENCE.multipliedBy(2)).until(() -> true);
        answer();
        assertThat(all(caller)).endsWith("late");
    }

    @Test
    void takesABodyThatComesInTime() throws IOException {
        assertThat(all(open("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345")))
                .endsWith("taken");
    }

    @Tag("fault")
    @DisplayName("fault 34: connections above their number are closed, later ones taken")
    @Test
    void closesConnectionsAboveTheirNumberAndTakesNewOnesLater() throws IOException {
        String get = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";
        Socket first = open(get);
        Socket second = open(get);
        Socket third = open(get);
        await().until(() -> slow.size() == 3);
        assertThat(refused(get)).isTrue();
        answer();
        for (Socket socket : new Socket[] {first, second, third}) {
            assertThat(all(socket)).endsWith("late");
        }
        // The server may hear later than these callers that their connections have ended.
        await().untilAsserted(
                        () -> assertThat(refused("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                                .isFalse());
        assertThat(all(open("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")))
                .endsWith("here");
    }

    /** Vert.x calls the first timer 0, and once it was ended in place of none: the renewal of a running session. */
    @Test
    void leavesTheFirstTimerOfTheProcessAlone() throws IOException {
        assertThat(all(open("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")))
                .endsWith("here");
        assertThat(all(open("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345")))
                .endsWith("taken");
        assertThat(all(open(""))).isEmpty();
        assertThat(firstTimer).isZero();
        assertThat(vertx.cancelTimer(firstTimer)).as("it still ran").isTrue();
    }

    private void answer() {
        slow.forEach(context -> context.response().end("late"));
    }

    private boolean refused(String said) {
        try {
            return all(open(said)).isEmpty();
        } catch (IOException reset) {
            return true;
        }
    }
}
