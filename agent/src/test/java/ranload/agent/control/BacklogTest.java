package ranload.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.Outcome;
import ranload.bus.TypedBus;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.SessionId;

@Timeout(60)
class BacklogTest {
    private static final SessionId ID = new SessionId(1_795_350_896_011L);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Outbox outbox = new Outbox(vertx, new TypedBus(vertx.eventBus()), new AgentId("far-lab"));
    private final List<IntervalRow> brought = new CopyOnWriteArrayList<>();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private SpoolFile spool;
    private Backlog backlog;

    @BeforeEach
    void spoolThreeRows() throws IOException {
        spool = new SpoolFile(folder.resolve("session.ndjson"), SpoolFile.MAX_OCTETS);
        for (int n = 1; n <= 3; n++) {
            append(row(n, 1));
        }
        backlog = new Backlog(spool, outbox, new Backlog.Owner() {
            @Override
            public void row(IntervalRow row) {
                brought.add(row);
            }

            @Override
            public void caughtUp() {
                caughtUp.incrementAndGet();
            }

            @Override
            public void unreadable(IOException cause) {
                throw new AssertionError(cause);
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        Outcome.of(vertx.close());
        spool.remove();
    }

    @Test
    void passesOverOlderFiguresOfARowThatOvertookThem() {
        context.runOnContext(none -> {
            backlog.fallBehind(0);
            backlog.overtake(RowKey.of(row(2, 7)));
        });

        await().atMost(PATIENCE).until(() -> caughtUp.get() == 1);
        assertThat(brought).containsExactly(row(1, 1), row(3, 1));
    }

    @Test
    void bringsTheLatestFiguresOfARowThatOvertookAndThenFellBehind() {
        context.runOnContext(none -> {
            backlog.fallBehind(0);
            backlog.overtake(RowKey.of(row(2, 7)));
            long at = spool.size();
            append(row(2, 9));
            backlog.putBehind(RowKey.of(row(2, 9)), at);
        });

        await().atMost(PATIENCE).until(() -> caughtUp.get() == 1);
        assertThat(brought).hasSize(4).endsWith(row(3, 1), row(2, 9));
    }

    @Test
    void forgetsWhoOvertookOnceNothingIsBehind() {
        context.runOnContext(none -> {
            backlog.overtake(RowKey.of(row(1, 7)));
            backlog.fallBehind(0);
            backlog.overtake(RowKey.of(row(2, 7)));
        });
        await().atMost(PATIENCE).until(() -> caughtUp.get() == 1);

        context.runOnContext(none -> backlog.fallBehind(0));

        await().atMost(PATIENCE).until(() -> caughtUp.get() == 2);
        assertThat(brought).containsExactly(row(1, 1), row(3, 1), row(1, 1), row(2, 1), row(3, 1));
    }

    private void append(IntervalRow row) {
        try {
            assertThat(spool.append(new SpoolEntry.Row(row))).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static IntervalRow row(int number, long octets) {
        return Rows.row(ID, 0, number, octets);
    }
}
