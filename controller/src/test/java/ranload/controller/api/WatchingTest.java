package ranload.controller.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** Server-sent events, by curl -N. */
class WatchingTest {
    private RunningApi api;

    @BeforeEach
    void start(@TempDir Path folder) {
        api = new RunningApi(folder, RunningApi.ANY_PORT, new NoAgents());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private record Event(String name, JsonObject data) {
        String row() {
            return data.getString("record_type") + data.getInteger("interval") + "=" + data.getLong("total_bytes");
        }

        String state() {
            return data.getString("state");
        }
    }

    /** One curl -N that gathers events until the response ends. */
    private static final class Watcher {
        private final Process process;
        private final List<Event> events = new CopyOnWriteArrayList<>();
        private final List<String> head = new CopyOnWriteArrayList<>();
        private final Thread reader;

        Watcher(String url) throws IOException {
            process = Curl.start("-N", url);
            reader = new Thread(this::read, "watcher");
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                String name = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        name = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(name, new JsonObject(line.substring(6))));
                    } else if (!line.isBlank()) {
                        head.add(line);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<Event> rows() {
            return events.stream().filter(e -> e.name().equals("row")).toList();
        }

        List<String> states() {
            return events.stream()
                    .filter(e -> e.name().equals("state"))
                    .map(Event::state)
                    .toList();
        }

        void awaitEnd() throws InterruptedException {
            reader.join(20_000);
            assertThat(reader.isAlive()).as("still open after " + events).isFalse();
            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    void replaysAnEndedSessionAndEnds() throws Exception {
        SessionId id = api.seed("lab", "");
        api.receive(id, Direction.DOWNSTREAM, 1, 10);
        api.receive(id, Direction.DOWNSTREAM, 2, 20);
        api.state(id, SessionState.FAILED, Failure.of("agent_lost", "the far agent went"));
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"));
        watcher.awaitEnd();
        assertThat(watcher.head).contains("content-type: text/event-stream");
        assertThat(watcher.events).extracting(Event::name).containsExactly("row", "row", "state");
        assertThat(watcher.rows()).extracting(Event::row).containsExactly("d1=10000", "d2=20000");
        assertThat(watcher.events.get(2).data())
                .isEqualTo(new JsonObject("{\"session_id\":" + id + ",\"state\":\"failed\",\"cause\":"
                        + "{\"code\":\"agent_lost\",\"message\":\"the far agent went\"}}"));
    }

    @Test
    void replaysWhatIsStoredThenFollowsUntilTheEnd() throws Exception {
        SessionId id = api.seed("lab", "");
        api.state(id, SessionState.RUNNING, null);
        api.receive(id, Direction.DOWNSTREAM, 1, 10);
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"));
        await().until(() -> watcher.rows().size() == 1);
        api.receive(id, Direction.DOWNSTREAM, 2, 20);
        api.send(id, Direction.DOWNSTREAM, 2, 20);
        api.state(id, SessionState.DRAINING, null);
        api.state(id, SessionState.COMPLETE, null);
        watcher.awaitEnd();
        assertThat(watcher.states()).containsExactly("running", "draining", "complete");
        assertThat(watcher.rows()).extracting(Event::row).containsExactly("d1=10000", "d2=20000", "d2=20000");
        assertThat(watcher.rows().get(1).data().getBoolean("sender_complete")).isFalse();
        assertThat(watcher.rows().get(2).data().getBoolean("sender_complete")).isTrue();
    }

    @Test
    void joinsStoredAndLiveRowsWithoutGapOrRepeat() throws Exception {
        SessionId id = api.seed("lab", "");
        api.state(id, SessionState.RUNNING, null);
        List<Watcher> watchers = new ArrayList<>();
        for (int interval = 1; interval <= 120; interval++) {
            api.receive(id, Direction.DOWNSTREAM, interval, interval);
            api.send(id, Direction.DOWNSTREAM, interval, interval);
            if (interval % 12 == 0) {
                watchers.add(new Watcher(api.url("/sessions/" + id + "/live")));
            }
        }
        api.state(id, SessionState.COMPLETE, null);
        Set<Integer> all = IntStream.rangeClosed(1, 120).boxed().collect(Collectors.toSet());
        for (Watcher watcher : watchers) {
            watcher.awaitEnd();
            Map<Integer, Long> revisions = new TreeMap<>();
            for (Event row : watcher.rows()) {
                Long before = revisions.put(
                        row.data().getInteger("interval"), row.data().getLong("revision"));
                assertThat(before == null || before < row.data().getLong("revision"))
                        .isTrue();
            }
            assertThat(revisions.keySet()).isEqualTo(all);
            assertThat(watcher.states()).endsWith("complete");
        }
    }

    @Test
    void stopsListeningWhenTheWatcherGoes() throws Exception {
        SessionId id = api.seed("lab", "");
        api.state(id, SessionState.RUNNING, null);
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"));
        await().until(() -> watcher.states().size() == 1);
        watcher.process.destroy();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            api.receive(id, Direction.DOWNSTREAM, 1, 1);
            assertThat(hasWatchers(id)).isFalse();
        });
    }

    @Test
    void saysNowAndThenThatItIsStillThere() throws Exception {
        SessionId id = api.seed("lab", "");
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"));
        await().atMost(Duration.ofSeconds(20)).until(() -> watcher.head.contains(": still here"));
        api.state(id, SessionState.STOPPED, null);
        watcher.awaitEnd();
    }

    @Test
    void cutsOffAWatcherThatDoesNotRead() throws Exception {
        SessionId id = api.seed("lab", "");
        api.state(id, SessionState.RUNNING, null);
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.server.port()));
            deaf.getOutputStream()
                    .write(("GET /sessions/" + id + "/live HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
            await().until(() -> hasWatchers(id));
            JsonObject row = new JsonObject()
                    .put("session_id", id.value())
                    .put("record_type", "d")
                    .put("padding", "x".repeat(2000));
            AtomicInteger interval = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(10)).until(() -> {
                for (int i = 0; i < 500; i++) {
                    JsonObject next = row.copy()
                            .put("interval", interval.incrementAndGet())
                            .put("revision", 1);
                    api.live.rows(List.of(next), Duration.ZERO);
                }
                return !hasWatchers(id);
            });
        }
    }

    private boolean hasWatchers(SessionId id) {
        return RunningApi.get(api.vertx
                .eventBus()
                .request(
                        "session." + id + ".live",
                        new JsonObject()
                                .put("record_type", "d")
                                .put("interval", 1)
                                .put("revision", 0),
                        new DeliveryOptions().setSendTimeout(200))
                .transform(answer -> Future.succeededFuture(
                        !(answer.cause() instanceof ReplyException e && e.failureType() == ReplyFailure.NO_HANDLERS))));
    }
}
