package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

class SessionListTest {
    private static final long ID = 1_795_000_000_000L;

    @TempDir
    Path folder;

    private OpenStore open;

    @BeforeEach
    void storeFourSessions() {
        open = OpenStore.at(folder.resolve("x.sqlite"));
        insert(ID + 1, "lab", "monday");
        insert(ID + 2, "lab", "tuesday");
        insert(ID + 3, "field", "monday");
        insert(ID + 4, "field", "");
        setState(ID + 1, SessionState.COMPLETE);
        setState(ID + 2, SessionState.FAILED);
        setState(ID + 3, SessionState.RUNNING);
        OpenStore.get(open.store().commit(Rows.batch(Rows.received(ID + 2, Direction.UPSTREAM, 0, 5, 1, 0))));
        OpenStore.get(open.store().commit(Rows.batch(Rows.received(ID + 3, Direction.UPSTREAM, 0, 9, 1, 0))));
    }

    @AfterEach
    void closeStore() {
        open.close();
    }

    @Test
    void listsNewestFirst() {
        assertThat(open.ids(SessionFilter.ALL)).containsExactly(ID + 4, ID + 3, ID + 2, ID + 1);
    }

    @Test
    void narrowsByEachFilter() {
        assertThat(open.ids(SessionFilter.ACTIVE)).containsExactly(ID + 4, ID + 3);
        assertThat(open.ids(SessionFilter.COMPLETE)).containsExactly(ID + 2, ID + 1);
        assertThat(open.ids(SessionFilter.ALL.withState(SessionState.FAILED))).containsExactly(ID + 2);
        assertThat(open.ids(SessionFilter.ALL.withEnvironment("lab"))).containsExactly(ID + 2, ID + 1);
        assertThat(open.ids(SessionFilter.ALL.withLabel("monday"))).containsExactly(ID + 3, ID + 1);
        assertThat(open.ids(SessionFilter.ALL.withBefore(new SessionId(ID + 3))))
                .containsExactly(ID + 2, ID + 1);
        assertThat(open.ids(SessionFilter.ALL.withAfter(new SessionId(ID + 3)))).containsExactly(ID + 4);
        assertThat(open.ids(SessionFilter.ALL.withLimit(3))).containsExactly(ID + 4, ID + 3, ID + 2);
    }

    @Test
    void narrowsByAllFiltersTogether() {
        SessionFilter filter = SessionFilter.COMPLETE
                .withEnvironment("lab")
                .withLabel("monday")
                .withBefore(new SessionId(ID + 4))
                .withAfter(new SessionId(ID));

        assertThat(open.ids(filter)).containsExactly(ID + 1);
        assertThat(open.ids(filter.withState(SessionState.FAILED))).isEmpty();
    }

    @Test
    void findsSessionsWithRowsAfterATime() {
        assertThat(open.ids(SessionFilter.ALL.withResultsAfter(Rows.START))).containsExactly(ID + 3, ID + 2);
        assertThat(open.ids(SessionFilter.ALL.withResultsAfter(Rows.START.plusSeconds(5))))
                .containsExactly(ID + 3);
        assertThat(open.ids(SessionFilter.ALL.withResultsAfter(Rows.START.plusSeconds(9))))
                .isEmpty();
    }

    @Test
    void takesTextOfAFilterLiterally() {
        assertThat(open.ids(SessionFilter.ALL.withLabel("' OR '1'='1"))).isEmpty();
        assertThat(open.ids(SessionFilter.ALL.withEnvironment("%"))).isEmpty();
    }

    @Test
    void listsTwentyThousandSessionsAPageAtATime() throws Exception {
        copySessions(20_000);
        List<Integer> pages = new ArrayList<>();
        List<Long> ids = new ArrayList<>();

        OpenStore.get(open.store().forEachSessionPage(SessionFilter.ALL.withBefore(new SessionId(ID)), page -> {
            pages.add(page.size());
            page.forEach(session -> ids.add(session.getLong("session_id")));
            return io.vertx.core.Future.succeededFuture();
        }));

        assertThat(ids)
                .hasSize(20_000)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(pages).allMatch(size -> size <= SessionReader.PAGE);
        assertThat(open.ids(SessionFilter.ALL.withLimit(1234))).hasSize(1234);
    }

    @Test
    void readsNoFurtherThanItsReaderHasTaken() throws Exception {
        copySessions(1000);
        List<List<JsonObject>> pages = new java.util.concurrent.CopyOnWriteArrayList<>();
        Promise<Void> taken = Promise.promise();

        var listed = open.store().forEachSessionPage(SessionFilter.ALL, page -> {
            pages.add(page);
            return pages.size() == 1 ? taken.future() : io.vertx.core.Future.succeededFuture();
        });
        Awaitility.await().until(() -> pages.size() == 1);
        // The readers are free for others meanwhile, and the next page waits.
        assertThat(open.session(ID + 1)).isNotEmpty();
        assertThat(pages).hasSize(1);
        taken.complete();
        OpenStore.get(listed);

        assertThat(pages).hasSize(3);
    }

    @Test
    void endsWithTheFailureOfItsReader() {
        Failure failure = OpenStore.failure(open.store().forEachSession(SessionFilter.ALL, session -> {
            throw Failure.of("gone", "the client has hung up").asException();
        }));

        assertThat(failure.code()).isEqualTo("gone");
    }

    @Test
    void listsMoreRowsThanAPageHolds() throws Exception {
        Sqlite.run(
                open.file(),
                "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)"
                        + " INSERT INTO session_data SELECT session_id, timestamp, record_type, total_bytes, throughput,"
                        + " jitter, errors, packets_sent, packet_error_rate, packets_out_of_order, sample_duration, i,"
                        + " duplicates, packets_received, socket_drops, nic_bytes_received, sent_bytes, sent_packets,"
                        + " not_sent, retransmits, rtt_ms, cwnd_bytes, lateness_p99_us, nic_bytes_sent, omitted,"
                        + " receiver_streams, sender_streams, receiver_complete, sender_complete, revision"
                        + ", NULL".repeat(13)
                        + " FROM session_data, n WHERE session_id = " + (ID + 3));

        assertThat(open.rows(ID + 3))
                .extracting(row -> row.getInteger("interval"))
                .hasSize(1292)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    /** Makes sessions older than all others. */
    private void copySessions(int count) throws Exception {
        Sqlite.run(
                open.file(),
                "CREATE TEMP TABLE copy AS SELECT * FROM sessions WHERE session_id = " + (ID + 1),
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count + ")"
                        + " INSERT INTO sessions SELECT session_id - 1 - i, remote_ip, remote_port, local_ip, local_port,"
                        + " bandwidth, direction, start_time, duration, local_pid, remote_pid, environment, complete,"
                        + " state, cause_code, cause_message, cause_field, created_at, end_time, interface, protocol,"
                        + " datagram_size, tos, streams, upstream_streams, downstream_streams, omit, label, near_agent,"
                        + " far_agent, controller_version, plan, max_burst, pacing FROM copy, n");
    }

    private void insert(long id, String environment, String label) {
        OpenStore.get(open.store().insert(Rows.plan(id, DirectionChoice.UPSTREAM, 1, 10, 0, environment, label)));
    }

    private void setState(long id, SessionState state) {
        OpenStore.get(open.store().setState(new SessionId(id), state, null, Rows.START));
    }
}
