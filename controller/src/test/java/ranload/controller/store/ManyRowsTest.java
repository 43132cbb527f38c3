package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.SessionId;

/** What two agents deliver of many sessions at a time, and lists longer than memory should ever hold. */
class ManyRowsTest {
    private static final long FIRST = 1_795_000_000_000L;
    private static final int SESSIONS = 1_100;
    private static final int SECONDS = 3;

    @TempDir
    Path folder;

    private OpenStore open;

    @BeforeEach
    void open() {
        open = OpenStore.at(folder.resolve("db.sqlite"));
        List<Future<Void>> inserted = IntStream.range(0, SESSIONS)
                .mapToObj(index -> open.store().insert(Rows.plan(FIRST + index, DirectionChoice.UPSTREAM, 1, 60, 0)))
                .toList();
        OpenStore.get(Future.all(inserted));
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void mergesBothEndsRowsOfEverySessionThatShareTransactionsInBatches() {
        AtomicInteger committed = new AtomicInteger();
        for (int second = 1; second <= SECONDS; second++) {
            List<Future<List<JsonObject>>> underWay = new ArrayList<>();
            for (int from = 0; from < SESSIONS; from += RowBatch.MAX_ROWS) {
                underWay.add(open.store().commit(batch(Rows.FAR, from, second)));
                underWay.add(open.store().commit(batch(AgentId.NEAR, from, second)));
            }
            OpenStore.get(Future.all(underWay));
            underWay.forEach(done -> committed.addAndGet(done.result().size()));
        }

        assertThat(committed).hasValue(2 * SESSIONS * SECONDS);
        for (long id = FIRST; id < FIRST + SESSIONS; id += 99) {
            assertThat(open.rows(id)).hasSize(SECONDS).allSatisfy(row -> {
                assertThat(row.getLong("packets_received")).isEqualTo(90);
                assertThat(row.getLong("sent_packets")).isEqualTo(100);
                assertThat(row.getBoolean("receiver_complete")).isTrue();
                assertThat(row.getBoolean("sender_complete")).isTrue();
            });
        }
    }

    @Test
    void readsTheNextPageOfSessionsOnlyWhenTheOneBeforeIsTaken() {
        List<Integer> pages = new ArrayList<>();
        List<Promise<Void>> taken = new ArrayList<>();
        AtomicInteger held = new AtomicInteger();

        Future<Void> all = open.store().forEachSessionPage(SessionFilter.ALL, page -> {
            pages.add(page.size());
            held.incrementAndGet();
            Promise<Void> done = Promise.promise();
            taken.add(done);
            assertThat(held).as("pages in memory").hasValue(1);
            open.vertx().setTimer(1, timer -> {
                held.decrementAndGet();
                done.complete();
            });
            return done.future();
        });

        OpenStore.get(all);
        assertThat(pages).containsExactly(500, 500, 100);
        assertThat(taken).allMatch(done -> done.future().succeeded());
    }

    private static RowBatch batch(AgentId agent, int from, int second) {
        List<IntervalRow> rows = new ArrayList<>();
        for (int index = from; index < Math.min(SESSIONS, from + RowBatch.MAX_ROWS); index++) {
            long id = new SessionId(FIRST + index).value();
            rows.add(
                    agent.equals(AgentId.NEAR)
                            ? Rows.sent(id, Direction.UPSTREAM, 0, second, 100)
                            : Rows.received(id, Direction.UPSTREAM, 0, second, 90, 10));
        }
        return new RowBatch(agent, rows);
    }
}
