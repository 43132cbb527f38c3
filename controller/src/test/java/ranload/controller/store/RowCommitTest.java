package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.SessionState;

class RowCommitTest {
    private static final long ID = 1_795_000_000_000L;

    @TempDir
    Path folder;

    private OpenStore open;

    @BeforeEach
    void openStore() {
        open = OpenStore.at(folder.resolve("x.sqlite"));
    }

    @AfterEach
    void closeStore() {
        open.close();
    }

    @Test
    void sumsTheStreamsOfASecondAndWeighsTheirJitter() {
        insert(DirectionChoice.UPSTREAM, 2, 0);
        var quiet = Rows.received(ID, Direction.UPSTREAM, 0, 1, 300, 100);
        var loud = withJitter(Rows.received(ID, Direction.UPSTREAM, 1, 1, 100, 0), 7_000_000);

        JsonObject row = commit(quiet, loud).get(0);

        assertThat(row.getLong("total_bytes")).isEqualTo(400_000);
        assertThat(row.getLong("throughput")).isEqualTo(3_200_000);
        assertThat(row.getDouble("jitter")).isEqualTo(4.0);
        assertThat(row.getLong("errors")).isEqualTo(100);
        assertThat(row.getLong("packets_sent")).isEqualTo(500);
        assertThat(row.getDouble("packet_error_rate")).isEqualTo(20.0);
        assertThat(row.getLong("packets_out_of_order")).isEqualTo(2);
        assertThat(row.getDouble("sample_duration")).isEqualTo(1.0);
        assertThat(row.getString("timestamp")).isEqualTo("2026-11-22T12:00:01.000Z");
        assertThat(row.getLong("nic_bytes_received")).isEqualTo(300 * 1042);
        assertThat(row.getBoolean("receiver_complete")).isTrue();
        assertThat(row.getBoolean("sender_complete")).isFalse();
    }

    @Test
    void answersWithWhatIsStored() {
        insert(DirectionChoice.BOTH, 1, 1);

        List<JsonObject> first = commit(
                Rows.sent(ID, Direction.UPSTREAM, 0, 1, 50), Rows.received(ID, Direction.DOWNSTREAM, 0, 1, 40, 0));
        List<JsonObject> second = commit(Rows.received(ID, Direction.UPSTREAM, 0, 2, 50, 0));

        List<JsonObject> all = new ArrayList<>(first);
        all.addAll(second);
        assertThat(open.rows(ID)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(first).allMatch(row -> row.getBoolean("omitted"));
        assertThat(second).noneMatch(row -> row.getBoolean("omitted"));
    }

    @Test
    void joinsBothEndsInOneRow() {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 90, 10));

        JsonObject row = commit(Rows.sent(ID, Direction.UPSTREAM, 0, 1, 100)).get(0);

        assertThat(open.rows(ID)).containsExactly(row);
        assertThat(row.getLong("total_bytes")).isEqualTo(90_000);
        assertThat(row.getLong("sent_bytes")).isEqualTo(100_000);
        assertThat(row.getLong("not_sent")).isEqualTo(4);
        assertThat(row.getDouble("rtt_ms")).isEqualTo(20.0);
        assertThat(row.getBoolean("sender_complete")).isTrue();
    }

    @Test
    void addsUpCountsOfStreamsAndTakesMaximaAndPercentilesOfTheWorst() {
        insert(DirectionChoice.UPSTREAM, 2, 0);
        JsonObject half = commit(
                        Rows.received(ID, Direction.UPSTREAM, 0, 1, 90, 10),
                        Rows.received(ID, Direction.UPSTREAM, 1, 1, 80, 30))
                .get(0);
        assertThat(half.getValue("lateness_p50_us")).isNull();
        assertThat(half.getValue("burst_datagrams")).isNull();
        assertThat(half.getDouble("host_steal_percent")).isEqualTo(0.5);

        JsonObject row = commit(
                        Rows.sent(ID, Direction.UPSTREAM, 0, 1, 100), Rows.sent(ID, Direction.UPSTREAM, 1, 1, 110))
                .get(0);

        assertThat(row.getLong("loss_runs")).isEqualTo(4);
        assertThat(row.getDouble("loss_run_mean")).isEqualTo(10.0);
        assertThat(row.getLong("loss_run_max")).isEqualTo(15);
        assertThat(row.getLong("reorder_extent_max")).isEqualTo(3);
        assertThat(row.getLong("delay_variation_p50_us")).isEqualTo(101);
        assertThat(row.getLong("delay_variation_p90_us")).isEqualTo(200);
        assertThat(row.getLong("delay_variation_p99_us")).isEqualTo(300);
        assertThat(row.getLong("delay_variation_max_us")).isEqualTo(401);
        assertThat(row.getLong("lateness_p50_us")).isEqualTo(5);
        assertThat(row.getLong("lateness_p99_us")).isEqualTo(15);
        assertThat(row.getLong("lateness_max_us")).isEqualTo(41);
        assertThat(row.getLong("burst_datagrams")).isEqualTo(8);
        assertThat(row.getDouble("sender_cpu_ms")).isEqualTo(2.5);
        assertThat(row.getDouble("host_steal_percent")).isEqualTo(1.5);
    }

    @Test
    void takesBackALossThatALatePacketDisproves() {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 98, 2));

        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 99, 1));

        assertThat(open.rows(ID)).hasSize(1);
        assertThat(open.rows(ID).get(0).getLong("errors")).isEqualTo(1);
        assertThat(open.rows(ID).get(0).getLong("packets_sent")).isEqualTo(100);
    }

    @Test
    void storesAnEmptySecondAsZeros() throws Exception {
        insert(DirectionChoice.DOWNSTREAM, 1, 0);

        commit(Rows.received(ID, Direction.DOWNSTREAM, 0, 1, 0, 0));
        commit(Rows.sent(ID, Direction.DOWNSTREAM, 0, 2, 0));

        assertThat(Sqlite.column(
                        open.file(),
                        "SELECT TOTAL_BYTES || ' ' || THROUGHPUT || ' ' || JITTER || ' ' || ERRORS || ' ' || PACKETS_SENT"
                                + " || ' ' || PACKET_ERROR_RATE || ' ' || SAMPLE_DURATION FROM SESSION_DATA"))
                .containsExactly("0 0 0.0 0 0 0.0 1.0", "0 0 0.0 0 0 0.0 1.0");
    }

    @Test
    void answersStatementsWrittenForTheOriginal() throws Exception {
        insert(DirectionChoice.DOWNSTREAM, 1, 0);
        commit(Rows.received(ID, Direction.DOWNSTREAM, 0, 1, 125, 0));

        assertThat(Sqlite.column(
                        open.file(),
                        "SELECT TIMESTAMP || ' ' || THROUGHPUT FROM SESSION_DATA WHERE SESSION_ID=" + ID
                                + " AND RECORD_TYPE='d' ORDER BY TIMESTAMP"))
                .containsExactly("2026-11-22T12:00:01.000Z 1000000");
        assertThat(Sqlite.column(
                        open.file(),
                        "SELECT S.SESSION_ID FROM SESSIONS S JOIN SESSION_DATA D ON S.SESSION_ID = D.SESSION_ID WHERE"
                                + " COMPLETE != 1 AND BANDWIDTH = 12.5 AND LOCAL_PID IS NULL AND REMOTE_PID IS NULL"
                                + " AND julianday(START_TIME) + DURATION/86400.0 > 0 GROUP BY S.SESSION_ID"))
                .containsExactly(Long.toString(ID));
    }

    @Test
    void keepsUnknownNicCountersUnknown() {
        insert(DirectionChoice.UPSTREAM, 1, 0);

        JsonObject row =
                commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 1, 0)).get(0);

        assertThat(row.getValue("nic_bytes_sent")).isNull();
        assertThat(row.getLong("nic_bytes_received")).isEqualTo(1042);
    }

    @Test
    void dropsRowsOfUnknownSessionsAndKeepsTheOthers() {
        insert(DirectionChoice.UPSTREAM, 1, 0);

        List<JsonObject> stored = commit(
                Rows.received(ID + 5, Direction.UPSTREAM, 0, 1, 9, 0),
                Rows.received(ID, Direction.UPSTREAM, 0, 1, 9, 0));

        assertThat(stored).singleElement().satisfies(row -> assertThat(row.getLong("session_id"))
                .isEqualTo(ID));
        assertThat(open.rows(ID + 5)).isEmpty();
    }

    @Test
    void joinsASecondThatOnlyHalfWasStoredOfLongBefore() {
        insert(DirectionChoice.BOTH, 1, 0);
        for (int interval = 1; interval <= 5; interval++) {
            commit(
                    Rows.received(ID, Direction.UPSTREAM, 0, interval, 90, 0),
                    Rows.sent(ID, Direction.UPSTREAM, 0, interval, 90));
        }
        commit(Rows.received(ID, Direction.DOWNSTREAM, 0, 5, 70, 0));
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 3, 80, 10));

        JsonObject late = commit(Rows.sent(ID, Direction.DOWNSTREAM, 0, 5, 70)).get(0);

        assertThat(late.getLong("total_bytes")).isEqualTo(70_000);
        assertThat(open.rows(ID))
                .filteredOn(row -> row.getInteger("interval") == 3)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getLong("total_bytes")).isEqualTo(80_000);
                    assertThat(row.getLong("sent_bytes")).isEqualTo(90_000);
                });
    }

    @Test
    void joinsASecondThatAnEarlierProcessStoredHalfOf() {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 2, 90, 10));
        open.close();
        open = OpenStore.at(folder.resolve("x.sqlite"));

        commit(Rows.sent(ID, Direction.UPSTREAM, 0, 3, 100));
        JsonObject row = commit(Rows.sent(ID, Direction.UPSTREAM, 0, 2, 100)).get(0);

        assertThat(row.getLong("total_bytes")).isEqualTo(90_000);
        assertThat(row.getLong("sent_bytes")).isEqualTo(100_000);
    }

    @Test
    void dropsRowsOfASessionThatWasErasedMeanwhile() {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 9, 0));
        OpenStore.get(open.store().setState(new SessionId(ID), SessionState.COMPLETE, null, Rows.START));
        OpenStore.get(open.store().erase(new SessionId(ID)));

        assertThat(commit(Rows.received(ID, Direction.UPSTREAM, 0, 2, 9, 0))).isEmpty();
        assertThat(open.rows(ID)).isEmpty();
    }

    @Test
    void dropsRowsOfASessionThatAnotherProgramDeletedOnceTheyAreSentAgain() throws Exception {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 9, 0));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + open.file() + "?foreign_keys=true");
                Statement statement = other.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM sessions")).isPositive();
        }

        RowBatch batch = Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, 2, 9, 0));
        OpenStore.failure(open.store().commit(batch));

        assertThat(OpenStore.get(open.store().commit(batch))).isEmpty();
    }

    @Test
    void refusesARowThatMakesNoSenseAndStoresTheNext() {
        insert(DirectionChoice.UPSTREAM, 1, 0);

        Failure failure =
                OpenStore.failure(open.store().commit(Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, 0, 9, 0))));
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 9, 0));

        assertThat(failure.code()).isEqualTo("bad_row");
        assertThat(open.rows(ID)).hasSize(1);
    }

    @Test
    void sharesTransactionsAmongCallsThatArriveTogether() throws Exception {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        List<Future<List<JsonObject>>> calls = new ArrayList<>();
        for (int interval = 1; interval <= 2000; interval++) {
            calls.add(open.store().commit(Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, interval, 9, 0))));
        }

        for (int index = 0; index < calls.size(); index++) {
            int interval = index + 1;
            assertThat(OpenStore.get(calls.get(index)))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getInteger("interval")).isEqualTo(interval));
        }
        assertThat(open.rows(ID)).hasSize(2000);
        List<String> transactions = Sqlite.column(open.file(), "SELECT COUNT(DISTINCT revision) FROM session_data");
        assertThat(Integer.parseInt(transactions.get(0))).isLessThan(500);
    }

    @Test
    void refusesMoreThanMayWaitAndTakesThemLater() {
        insert(DirectionChoice.UPSTREAM, 1, 0);
        List<Future<List<JsonObject>>> calls = new ArrayList<>();
        for (int batch = 0; batch < 500; batch++) {
            IntervalRow[] rows = new IntervalRow[RowBatch.MAX_ROWS];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = Rows.received(ID, Direction.UPSTREAM, 0, rows.length * batch + row + 1, 9, 0);
            }
            calls.add(open.store().commit(Rows.batch(rows)));
        }

        List<Future<List<JsonObject>>> refused = new ArrayList<>();
        for (Future<List<JsonObject>> call : calls) {
            OpenStore.get(call.transform(done -> Future.succeededFuture()));
            if (call.failed()) {
                assertThat(Failure.from(call.cause()).code()).isEqualTo("store_busy");
                refused.add(call);
            }
        }

        assertThat(refused).isNotEmpty();
        assertThat(open.rows(ID)).hasSize(RowBatch.MAX_ROWS * (500 - refused.size()));
        assertThat(commit(Rows.received(ID, Direction.UPSTREAM, 0, 50_000, 9, 0)))
                .hasSize(1);
    }

    @Test
    void knowsWhenEveryRowOfEveryEndIsThere() {
        insert(DirectionChoice.UPSTREAM, 2, 0);
        for (int stream = 0; stream < 2; stream++) {
            assertThat(complete()).isFalse();
            commit(
                    Rows.sent(ID, Direction.UPSTREAM, stream, 1, 9),
                    Rows.sent(ID, Direction.UPSTREAM, stream, 2, 9),
                    Rows.received(ID, Direction.UPSTREAM, stream, 2, 9, 0));
            addResult(stream, Role.SENDER);
            addResult(stream, Role.RECEIVER);
        }
        assertThat(complete()).isFalse();
        commit(Rows.received(ID, Direction.UPSTREAM, 0, 1, 9, 0));
        assertThat(complete()).isFalse();
        commit(Rows.received(ID, Direction.UPSTREAM, 1, 1, 9, 0));

        assertThat(complete()).isTrue();
        assertThat(OpenStore.get(open.store().isDataComplete(new SessionId(ID + 1))))
                .isFalse();
    }

    private void addResult(int stream, Role role) {
        OpenStore.get(open.store().addResult(AgentId.NEAR, Rows.result(ID, Direction.UPSTREAM, stream, role, 2)));
    }

    private boolean complete() {
        return OpenStore.get(open.store().isDataComplete(new SessionId(ID)));
    }

    private void insert(DirectionChoice direction, int streams, int omit) {
        OpenStore.get(open.store().insert(Rows.plan(ID, direction, streams, 10, omit)));
    }

    private List<JsonObject> commit(IntervalRow... rows) {
        return OpenStore.get(open.store().commit(Rows.batch(rows)));
    }

    private static ranload.sample.ReceiverRow withJitter(ranload.sample.ReceiverRow row, long jitterNanos) {
        return new ranload.sample.ReceiverRow(
                row.session(),
                row.direction(),
                row.stream(),
                row.interval(),
                row.timestamp(),
                row.durationNanos(),
                row.octets(),
                row.packets(),
                row.expected(),
                row.lost(),
                row.reordered(),
                row.duplicates(),
                jitterNanos,
                row.socketDrops(),
                row.lossRuns(),
                row.reorderExtentMax(),
                row.delayVariation(),
                row.hostStealPercent(),
                row.nicOctets());
    }
}
