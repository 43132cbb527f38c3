package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.BusJson;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.SessionPlan;

/** A database as the first layout wrote it, with a session that had not ended. */
class UpgradeTest {
    private static final long ID = 1_795_000_000_000L;

    private Path file;

    @BeforeEach
    void writeTheFirstLayout(@TempDir Path folder) throws Exception {
        file = folder.resolve("x.sqlite");
        String layout;
        try (InputStream in = UpgradeTest.class.getResourceAsStream("/db/V1__sessions.sql")) {
            layout = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        byte[] checksum = MessageDigest.getInstance("SHA-256").digest(layout.getBytes(StandardCharsets.UTF_8));
        Sqlite.run(
                file,
                layout,
                "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, file TEXT NOT NULL, checksum TEXT NOT NULL,"
                        + " applied_at TEXT NOT NULL)",
                "INSERT INTO schema_version VALUES (1, 'V1__sessions.sql', '"
                        + HexFormat.of().formatHex(checksum) + "', '2026-11-22T12:00:00.000Z')",
                "INSERT INTO meta VALUES (1, 'controller-1', 4, " + ID + ")",
                "INSERT INTO sessions (session_id, direction, start_time, duration, environment, complete, state,"
                        + " created_at, interface, protocol, datagram_size, tos, streams, upstream_streams,"
                        + " downstream_streams, omit, label, near_agent, far_agent, controller_version, plan) VALUES ("
                        + ID + ", 'u', '2026-11-22T12:00:00.000Z', 10, 'lab', 0, 'running', '2026-11-22T12:00:00.000Z',"
                        + " 'ue0', 'udp', 1400, 0, 1, 1, 0, 0, '', 'near', 'far-lab', '0.1.0', '" + oldPlan() + "')",
                "INSERT INTO stream_data (session_id, interval, record_type, stream, received_timestamp, received_nanos,"
                        + " total_bytes, packets_received, packets_sent, errors, packets_out_of_order, duplicates,"
                        + " jitter_nanos, socket_drops) VALUES (" + ID + ", 1, 'u', 0, '2026-11-22T12:00:01.000Z',"
                        + " 1000000000, 7000, 7, 8, 1, 0, 0, 0, 0)",
                "INSERT INTO session_data (session_id, timestamp, record_type, total_bytes, throughput, jitter, errors,"
                        + " packets_sent, packet_error_rate, packets_out_of_order, sample_duration, interval, duplicates,"
                        + " packets_received, socket_drops, sent_bytes, sent_packets, not_sent, retransmits, rtt_ms,"
                        + " cwnd_bytes, lateness_p99_us, omitted, receiver_streams, sender_streams, receiver_complete,"
                        + " sender_complete, revision) VALUES (" + ID
                        + ", '2026-11-22T12:00:01.000Z', 'u', 7000, 56000,"
                        + " 0, 1, 8, 12.5, 0, 1, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1)");
    }

    /** What the first layout's program wrote: nothing of bursts. */
    private static String oldPlan() {
        JsonObject plan = BusJson.toJson(Rows.plan(ID, DirectionChoice.UPSTREAM, 1, 10, 0));
        plan.getJsonObject("request").remove("max_burst");
        plan.getJsonObject("request").remove("pacing");
        JsonObject stream = plan.getJsonArray("streams").getJsonObject(0);
        stream.remove("max_burst");
        stream.remove("pacing");
        stream.remove("omit");
        return plan.encode();
    }

    @Test
    void keepsWhatItHoldsAndLeavesUnknownWhatWasNotMeasured() throws Exception {
        try (OpenStore open = OpenStore.at(file)) {
            JsonObject row = open.rows(ID).get(0);
            assertThat(row.getLong("total_bytes")).isEqualTo(7000);
            assertThat(row.getValue("loss_runs")).isNull();
            assertThat(row.getValue("loss_run_mean")).isNull();
            assertThat(row.getValue("delay_variation_p50_us")).isNull();
            JsonObject session = open.session(ID);
            assertThat(session.getValue("max_burst")).isNull();
            assertThat(session.getValue("pacing")).isNull();
            assertThat(session.getJsonArray("outages")).isEmpty();
            JsonObject summary = session.getJsonObject("summary").getJsonObject("u");
            assertThat(summary.getLong("errors")).isEqualTo(1);
            assertThat(summary.getValue("loss_runs")).isNull();
            assertThat(summary.getValue("delay_variation_max_us")).isNull();
        }
        assertThat(Sqlite.column(file, "SELECT version FROM schema_version")).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void goesOnWithASessionThatHadNotEnded() {
        try (OpenStore open = OpenStore.at(file)) {
            SessionPlan plan = OpenStore.get(open.store().unended()).get(0);
            assertThat(plan.request().maxBurstMicros()).isEqualTo(100);
            assertThat(plan.streams().get(0).pacing()).isEqualTo(Pacing.BALANCED);

            OpenStore.get(open.store().commit(Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, 2, 90, 10))));

            assertThat(open.rows(ID).get(1).getLong("loss_runs")).isEqualTo(2);
        }
    }

    /** Else each of thousands of sessions would change a page of its own every second. */
    @Test
    void putsRowsDownAsTheyCome() throws Exception {
        try (OpenStore open = OpenStore.at(file)) {
            OpenStore.get(open.store().insert(Rows.plan(ID + 1, DirectionChoice.UPSTREAM, 1, 10, 0)));

            OpenStore.get(open.store().commit(Rows.batch(Rows.received(ID + 1, Direction.UPSTREAM, 0, 1, 90, 10))));
            OpenStore.get(open.store().commit(Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, 2, 90, 10))));
        }
        for (String table : List.of("stream_data", "session_data")) {
            assertThat(Sqlite.column(file, "SELECT session_id - " + ID + " FROM " + table + " ORDER BY rowid"))
                    .as(table)
                    .containsExactly("0", "1", "0");
        }
    }

    @Test
    void isKeptAsItWas() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        OpenStore.at(file).close();

        Path kept = file.resolveSibling("x.sqlite.layout1");
        assertThat(Sqlite.column(kept, "SELECT version FROM schema_version")).containsExactly("1");
        assertThat(Sqlite.column(kept, "SELECT packets_sent FROM session_data")).containsExactly("8");
        assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(file.resolveSibling("x.sqlite.layout1.part")).doesNotExist();
    }

    @Test
    void isKeptWithWhatAProgramThatWasKilledHadOnlyInItsLog() throws Exception {
        try (Connection killed = DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL");
                Statement statement = killed.createStatement()) {
            statement.executeUpdate("UPDATE sessions SET label = 'late'");
            Path log = file.resolveSibling("x.sqlite-wal");
            Path other = Files.createDirectory(file.resolveSibling("killed")).resolve("x.sqlite");
            Files.copy(file, other);
            Files.copy(log, other.resolveSibling("x.sqlite-wal"));

            OpenStore.at(other).close();

            assertThat(Sqlite.column(other.resolveSibling("x.sqlite.layout1"), "SELECT label FROM sessions"))
                    .containsExactly("late");
        }
    }

    @Test
    void waitsForWhoeverHasItOpen() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL");
                Statement statement = other.createStatement()) {
            statement.executeUpdate("UPDATE sessions SET label = 'open elsewhere'");

            Failure failure = OpenStore.failureAt(file);

            assertThat(failure.code()).isEqualTo("store_busy");
            assertThat(failure.message()).contains("another program has " + file + " open");
            assertThat(Sqlite.column(file, "SELECT version FROM schema_version"))
                    .containsExactly("1");
        }
        OpenStore.at(file).close();
        assertThat(file.resolveSibling("x.sqlite.layout1")).exists();
    }

    @Test
    void leavesNoCopyOfADatabaseThatNeedsNoNewLayout() throws Exception {
        OpenStore.at(file).close();
        Files.delete(file.resolveSibling("x.sqlite.layout1"));

        OpenStore.at(file).close();

        assertThat(file.resolveSibling("x.sqlite.layout5")).doesNotExist();
        assertThat(file.resolveSibling("x.sqlite.layout1")).doesNotExist();
    }

    @Test
    void isUpgradedOnce() throws Exception {
        OpenStore.at(file).close();
        OpenStore.at(file).close();

        assertThat(Sqlite.column(file, "SELECT COUNT(*) FROM schema_version")).containsExactly("5");
    }
}
