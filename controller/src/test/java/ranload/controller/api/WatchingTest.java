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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    private record Event(String name, String id, JsonObject data) {
        String version() {
            return row() + " " + data.getLong("revision");
        }

        String key() {
            return data.getString("record_type") + data.getInteger("interval");
        }

        String row() {
            return key() + "=" + data.getLong("total_bytes");
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

        Watcher(String url, String... more) throws IOException {
            process = Curl.start(
                    Stream.concat(Stream.of("-N", url), Stream.of(more)).toArray(String[]::new));
            reader = new Thread(this::read, "watcher");
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                String name = "";
                String id = null;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        name = line.substring(7);
                        id = null;
                    } else if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(name, id, new JsonObject(line.substring(6))));
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
            reader.join(60_000);
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
        await().until(() -> watcher.rows().size() == 2);
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
        await().untilAsserted(() -> {
            api.receive(id, Direction.DOWNSTREAM, 1, 1);
            assertThat(hasWatchers(id)).isFalse();
        });
    }

    @Test
    void saysNowAndThenThatItIsStillThere() throws Exception {
        SessionId id = api.seed("lab", "");
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"));
        await().atMost(Duration.ofSeconds(40)).until(() -> watcher.head.contains(": still here"));
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
            // Far more than the kernel's buffers on both sides hold.
            api.storeReceived(id, Direction.DOWNSTREAM, 1, 8000);
            api.receive(id, Direction.DOWNSTREAM, 8001, 1);
            await().atMost(Duration.ofSeconds(90)).until(() -> !hasWatchers(id));
        }
    }

    private List<Event> resume(SessionId id, String lastId) throws Exception {
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"), "-H", "Last-Event-ID: " + lastId);
        watcher.awaitEnd();
        return watcher.rows();
    }

    @Test
    void goesOnAfterAnyEventWithoutGapOrRepeat() throws Exception {
        SessionId id = api.seed("lab", "");
        SessionId other = api.seed("lab", "");
        api.state(id, SessionState.RUNNING, null);
        api.receive(id, Direction.DOWNSTREAM, 1, 1);
        Watcher whole = new Watcher(api.url("/sessions/" + id + "/live"));
        await().until(() -> whole.rows().size() == 1);
        for (int interval = 2; interval <= 6; interval++) {
            api.receive(id, Direction.DOWNSTREAM, interval, interval);
            api.receive(other, Direction.DOWNSTREAM, interval, interval);
            api.send(id, Direction.DOWNSTREAM, interval - 1, interval);
            api.receive(id, Direction.UPSTREAM, interval, interval);
        }
        api.state(id, SessionState.COMPLETE, null);
        whole.awaitEnd();
        assertThat(whole.rows()).extracting(Event::version).doesNotHaveDuplicates();
        Map<String, String> newest = new TreeMap<>();
        whole.rows().forEach(row -> newest.put(row.key(), row.version()));
        for (int taken = 1; taken <= whole.rows().size(); taken++) {
            List<String> rest = whole.rows().subList(taken, whole.rows().size()).stream()
                    .map(Event::version)
                    .filter(newest::containsValue)
                    .toList();
            assertThat(resume(id, whole.rows().get(taken - 1).id()))
                    .extracting(Event::version)
                    .isEqualTo(rest);
        }
        assertThat(newest).hasSize(11);
    }

    @Test
    void sendsWhatChangedSinceTheConnectionBrokeEvenWhileItsPastWasSent() throws Exception {
        SessionId id = api.seed("lab", "");
        api.storeReceived(id, Direction.DOWNSTREAM, 1, 4);
        api.state(id, SessionState.RUNNING, null);
        Watcher first = new Watcher(api.url("/sessions/" + id + "/live"));
        await().until(() -> first.rows().size() == 4);
        first.process.destroy();
        api.send(id, Direction.DOWNSTREAM, 1, 9);
        api.send(id, Direction.DOWNSTREAM, 4, 9);
        api.receive(id, Direction.DOWNSTREAM, 5, 9);
        api.state(id, SessionState.COMPLETE, null);
        // Broken off after the second of four rows of the past: the third is still as it was, the fourth is not.
        assertThat(resume(id, first.rows().get(1).id()))
                .extracting(Event::row)
                .containsExactly("d3=1000", "d1=1000", "d4=1000", "d5=9000");
    }

    @Test
    void hasNothingToAddAfterTheEnd() throws Exception {
        SessionId id = api.seed("lab", "");
        api.state(id, SessionState.STOPPED, null);
        Watcher watcher = new Watcher(api.url("/sessions/" + id + "/live"));
        watcher.awaitEnd();
        String last = watcher.events.get(0).id();
        assertThat(Curl.run("-H", "Last-Event-ID: " + last, api.url("/sessions/" + id + "/live"))
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "1.1", "p1.1x", "-1.1d", "1.9999999999d", "1.1d;drop table"})
    void refusesAnIdThatItNeverGave(String lastId) throws Exception {
        SessionId id = api.seed("lab", "");
        Curl.Answer answer = Curl.run("-H", "Last-Event-ID: " + lastId, api.url("/sessions/" + id + "/live"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("field")).isEqualTo("Last-Event-ID");
    }

    @Test
    void showsAllSessionsOverOneConnectionAndWhatItMissed() throws Exception {
        SessionId first = api.seed("lab", "");
        SessionId second = api.seed("lab", "");
        api.receive(first, Direction.DOWNSTREAM, 1, 1);
        Watcher watcher = new Watcher(api.url("/live"));
        await().until(() -> watcher.head.contains("content-type: text/event-stream"));
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            api.live.agent(new JsonObject().put("agent_id", "near"));
            return watcher.events.stream().anyMatch(e -> e.name().equals("agent"));
        });
        api.receive(first, Direction.DOWNSTREAM, 2, 2);
        api.receive(second, Direction.UPSTREAM, 1, 3);
        api.state(second, SessionState.RUNNING, null);
        await().until(() -> watcher.states().size() == 1);
        assertThat(watcher.rows()).extracting(Event::row).containsExactly("d2=2000", "u1=3000");
        watcher.process.destroy();
        api.receive(second, Direction.UPSTREAM, 2, 4);
        Watcher again = new Watcher(
                api.url("/live"),
                "-H",
                "Last-Event-ID: " + watcher.rows().get(1).id());
        await().until(() -> again.rows().size() >= 2);
        assertThat(again.rows()).extracting(Event::row).containsExactly("u1=3000", "u2=4000");
        again.process.destroy();
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
