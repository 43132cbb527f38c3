package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import ranload.lab.Database;
import ranload.lab.Stored;

/** What must hold after every fault, whatever it was. Confined to its test's thread. */
final class Invariants {
    private static final Duration GONE_WITHIN = Duration.ofSeconds(30);
    private static final String ENDS = "('complete', 'complete_with_outage', 'stopped', 'failed', 'interrupted')";

    private static final String PRESENT = "SELECT session_id || '.' || interval || record_type || stream || 'r'"
            + " FROM stream_data WHERE received_timestamp IS NOT NULL UNION ALL SELECT session_id || '.' || interval"
            + " || record_type || stream || 's' FROM stream_data WHERE sent_timestamp IS NOT NULL";

    private final Scene scene;
    private final LoadCounter load;
    private final TreeSet<String> seen = new TreeSet<>();

    Invariants(Scene scene, LoadCounter load) {
        this.scene = scene;
        this.load = load;
    }

    /** Notes the rows that are stored now: none of them may ever be missing. */
    void noteRows() {
        seen.addAll(scene.database().texts(PRESENT));
    }

    /** Checks everything; every session is to end, then the controller is ended as well. */
    void check() {
        checkSessions();
        // A lost agent is started again for what its spool holds.
        await().atMost(Scene.BOUND).untilAsserted(this::agentsOweNothing);
        scene.stop();
        nothingRuns();
        agentsOweNothing();
    }

    /** Checks everything but what sshd keeps of a connection that vanished without a word: that is its own affair. */
    void checkButForOldConnections() {
        checkSessions();
        await().atMost(Scene.BOUND).untilAsserted(this::agentsOweNothing);
        scene.stop();
        await().atMost(GONE_WITHIN).untilAsserted(() -> {
            assertThat(scene.lab().pids("ue")).as("processes in ue").isEmpty();
            assertThat(scene.javas("server")).as("agents on the server").isEmpty();
        });
        noTemporaryFiles();
        agentsOweNothing();
    }

    private void checkSessions() {
        List<Stored> sessions = sessions();
        sessions.forEach(scene::awaitEnd);
        everyAcceptedSessionHasOneRowAndOneEnd();
        noRowIsMissing();
        sessions.forEach(this::countsAgree);
        load.assertSilentWithin("ue", Duration.ZERO);
    }

    private List<Stored> sessions() {
        return scene.database().texts("SELECT session_id FROM sessions").stream()
                .map(id -> new Stored(scene.database(), Long.parseLong(id)))
                .toList();
    }

    private void everyAcceptedSessionHasOneRowAndOneEnd() {
        assertThat(sessions().stream().map(Stored::id).toList())
                .as("sessions stored")
                .containsAll(scene.accepted().stream().map(Stored::id).toList());
        assertThat(scene.database()
                        .rows(
                                "SELECT s.session_id, count(c.number) ends FROM sessions s LEFT JOIN session_state_change c"
                                        + " ON c.session_id = s.session_id AND c.state IN " + ENDS
                                        + " GROUP BY s.session_id HAVING ends <> 1"))
                .as("sessions that have not exactly one end")
                .isEmpty();
    }

    private void noRowIsMissing() {
        assertThat(scene.database().texts(PRESENT))
                .as("rows that were stored before the fault")
                .containsAll(seen);
    }

    /** A result says how many rows there are and what they add up to; a complete session has all its results. */
    private void countsAgree(Stored stored) {
        Database database = scene.database();
        List<Map<String, Object>> results = database.rows(
                "SELECT r.record_type, r.stream, r.role, r.rows, r.octets, r.packets, count(d.interval) found,"
                        + " max(d.interval) last,"
                        + " sum(CASE r.role WHEN 'sender' THEN d.sent_bytes ELSE d.total_bytes END) sum_octets,"
                        + " sum(CASE r.role WHEN 'sender' THEN d.sent_packets ELSE d.packets_received END) sum_packets"
                        + " FROM stream_result r LEFT JOIN stream_data d ON d.session_id = r.session_id"
                        + " AND d.record_type = r.record_type AND d.stream = r.stream"
                        + " AND CASE r.role WHEN 'sender' THEN d.sent_timestamp ELSE d.received_timestamp END IS NOT"
                        + " NULL WHERE r.session_id = " + stored.id() + " GROUP BY 1, 2, 3");
        for (Map<String, Object> result : results) {
            String who = stored.id() + " " + result;
            assertThat(number(result, "found")).as("rows of " + who).isEqualTo(number(result, "rows"));
            assertThat(number(result, "last")).as("last row of " + who).isEqualTo(number(result, "rows"));
            assertThat(number(result, "sum_octets")).as("octets of " + who).isEqualTo(number(result, "octets"));
            assertThat(number(result, "sum_packets")).as("packets of " + who).isEqualTo(number(result, "packets"));
        }
        assertThat(database.rows("SELECT a.record_type, a.stream, a.octets received, b.octets sent FROM stream_result a"
                        + " JOIN stream_result b USING (session_id, record_type, stream) WHERE a.role = 'receiver'"
                        + " AND b.role = 'sender' AND a.octets > b.octets AND session_id = " + stored.id()))
                .as("streams that received more than was sent, in " + stored.story())
                .isEmpty();
        if (stored.state().startsWith("complete")) {
            assertThat((double) results.size())
                    .as("results of " + stored.story())
                    .isEqualTo(database.number("SELECT 2 * (upstream_streams + downstream_streams) FROM sessions"
                            + " WHERE session_id = " + stored.id()));
        }
    }

    private static long number(Map<String, Object> row, String column) {
        Object value = row.get(column);
        return value == null ? 0 : ((Number) value).longValue();
    }

    private void nothingRuns() {
        await().atMost(GONE_WITHIN).untilAsserted(() -> {
            assertThat(scene.lab().pids("ue")).as("processes in ue").isEmpty();
            assertThat(scene.lab().pids("server")).as("processes in server").isEqualTo(scene.sshd());
        });
        noTemporaryFiles();
    }

    private void noTemporaryFiles() {
        assertThat(files(scene.folder().resolve("tmp"))).as("temporary files").isEmpty();
        assertThat(files(Path.of(scene.lab().setting("LAB_SERVER_TMP"))))
                .as("temporary files on the server")
                .isEmpty();
    }

    private void agentsOweNothing() {
        assertThat(files(scene.folder().resolve("cache")))
                .as("what agents in ue keep")
                .allMatch(file -> file.endsWith("lock"));
        List<Path> onTheServer = files(Path.of(scene.lab().setting("LAB_SERVER_HOME"), ".cache"));
        boolean uploaded = onTheServer.stream().anyMatch(Invariants::isAgent);
        assertThat(onTheServer)
                .as("what agents on the server keep")
                .allMatch(file -> isAgent(file) || file.endsWith("lock") || (!uploaded && isBegunUpload(file)));
    }

    private static boolean isAgent(Path file) {
        return file.toString().endsWith(".jar");
    }

    /** A session that is stopped while its agent is sent leaves what has arrived, for the next to go on with. */
    private static boolean isBegunUpload(Path file) {
        return file.getFileName().toString().startsWith(".upload-");
    }

    static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
