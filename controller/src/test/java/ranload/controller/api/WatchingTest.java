package ranload.controller.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private boolean hasWatchers(SessionId id) {
        return RunningApi.get(api.vertx
                .eventBus()
                .request(
                        "session." + id + ".live",
                        new JsonObject()
                                .put("record_type", "d")
                                .put("interval", 1)
                                .put("revision", 0),
                        new io.vertx.core.eventbus.DeliveryOptions().setSendTimeout(200))
                .transform(answer -> io.vertx.core.Future.succeededFuture(
                        !(answer.cause() instanceof io.vertx.core.eventbus.ReplyException e
                                && e.failureType() == io.vertx.core.eventbus.ReplyFailure.NO_HANDLERS))));
    }
}
