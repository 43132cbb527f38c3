package ranload.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.AgentEvent;
import ranload.bus.Outcome;
import ranload.bus.TypedBus;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.SessionId;

/** Sessions that measure more than the controller takes and the memory shall hold. */
@Timeout(120)
class FullOutboxTest {
    private static final AgentId AGENT = new AgentId("far-lab");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 40;
    private static final int ROWS = 1_000;

    /** Less than so many rows take. */
    private static final long SMALL_FILE_OCTETS = 300_000;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ScriptedController controller = new ScriptedController(vertx);
    private final TypedBus bus = new TypedBus(vertx.eventBus());
    private final Outbox outbox = new Outbox(vertx, bus, AGENT, MANY);
    private final Notices notices = new Notices(vertx, bus, new Turnstile(1));
    private final AtomicInteger handedOver = new AtomicInteger();

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    @Test
    void keepsItsRowsOnDiskAndBringsEveryOneOfThemLater() {
        List<SessionId> sessions = List.of(new SessionId(1_795_350_896_001L), new SessionId(1_795_350_896_002L));
        for (SessionId id : sessions) {
            measure(id, session(id, SpoolFile.MAX_OCTETS));
        }
        assertThat(onContext(outbox::rows)).isEqualTo(MANY);

        context.runOnContext(none -> open());

        await().atMost(PATIENCE).until(() -> handedOver.get() == sessions.size());
        assertThat(controller.stored()).containsExactlyInAnyOrderElementsOf(measured(sessions));
        assertThat(controller.results())
                .containsExactlyInAnyOrderElementsOf(
                        sessions.stream().map(id -> Rows.result(id, 0, ROWS)).toList());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void bringsWhatAnEarlierProcessLeftWhenThereIsRoom() throws IOException {
        SessionId first = new SessionId(1_795_350_896_003L);
        SessionId second = new SessionId(1_795_350_896_004L);
        SpoolFile left = new SpoolFile(file(second), SpoolFile.MAX_OCTETS);
        for (IntervalRow row : measured(List.of(second))) {
            assertThat(left.append(new SpoolEntry.Row(row))).isTrue();
        }
        assertThat(left.append(new SpoolEntry.Result(Rows.result(second, 0, ROWS))))
                .isTrue();
        left.rest();
        measure(first, session(first, SpoolFile.MAX_OCTETS));

        int rows = onContext(() -> {
            Delivery delivery = delivery(second);
            delivery.replay();
            delivery.end(null, handedOver::incrementAndGet);
            return outbox.rows();
        });
        assertThat(rows).isEqualTo(MANY);
        context.runOnContext(none -> open());

        await().atMost(PATIENCE).until(() -> handedOver.get() == 2);
        assertThat(controller.stored()).containsExactlyInAnyOrderElementsOf(measured(List.of(first, second)));
    }

    @Test
    void losesNothingOfWhatIsOnDiskAloneWhenTheFileIsMadeSmaller() {
        SessionId id = new SessionId(1_795_350_896_005L);
        AgentSession session = session(id, SMALL_FILE_OCTETS);
        context.runOnContext(none -> open());
        for (int n = 1; n <= ROWS; n += MANY) {
            int from = n;
            context.runOnContext(none -> IntStream.range(from, from + MANY)
                    .filter(k -> k <= ROWS)
                    .forEach(k -> session.row(Rows.row(id, 0, k, k))));
            await().atMost(PATIENCE).until(() -> controller.stored().size() >= Math.min(ROWS, from + MANY / 2));
        }
        session.ended(Rows.result(id, 0, ROWS));
        session.closed();

        await().atMost(PATIENCE).until(() -> handedOver.get() == 1);
        assertThat(controller.stored()).hasSize(ROWS);
        assertThat(controller.events(AgentEvent.Warning.class)).isEmpty();
    }

    @Test
    void leavesInTheSpoolWhatItCannotReadAndSaysSo() throws IOException {
        SessionId first = new SessionId(1_795_350_896_006L);
        SessionId second = new SessionId(1_795_350_896_007L);
        measure(first, session(first, SpoolFile.MAX_OCTETS));
        measure(second, session(second, SpoolFile.MAX_OCTETS));
        assertThat(onContext(outbox::rows)).isEqualTo(MANY);
        try (FileChannel file = FileChannel.open(file(second), StandardOpenOption.WRITE)) {
            file.truncate(100);
        }

        context.runOnContext(none -> open());

        await().atMost(PATIENCE).until(() -> handedOver.get() == 2);
        assertThat(controller.stored()).containsExactlyInAnyOrderElementsOf(measured(List.of(first)));
        assertThat(controller.events(AgentEvent.Warning.class))
                .extracting(AgentEvent.Warning::session, AgentEvent.Warning::code)
                .containsExactly(tuple(second, "spool_unreadable"));
        assertThat(file(second)).hasSize(100);
    }

    /** Every row, some of them twice: then the second one counts. */
    private void measure(SessionId id, AgentSession session) {
        for (int n = 1; n <= ROWS; n++) {
            session.row(Rows.row(id, 0, n, n));
            if (n % 10 == 0) {
                session.row(Rows.row(id, 0, n - 1, 10L * n));
            }
        }
        session.ended(Rows.result(id, 0, ROWS));
        session.closed();
    }

    private static List<IntervalRow> measured(List<SessionId> sessions) {
        List<IntervalRow> rows = new ArrayList<>();
        for (SessionId id : sessions) {
            for (int n = 1; n <= ROWS; n++) {
                rows.add(Rows.row(id, 0, n, n % 10 == 9 ? 10L * (n + 1) : n));
            }
        }
        return rows;
    }

    private void open() {
        outbox.open();
        notices.open();
    }

    private AgentSession session(SessionId id, long fileOctets) {
        return new AgentSession(
                context,
                InstantSource.fixed(Instant.EPOCH),
                AGENT,
                id,
                new SpoolFile(file(id), fileOctets),
                outbox,
                notices,
                () -> {},
                handedOver::incrementAndGet);
    }

    private Delivery delivery(SessionId id) {
        return new Delivery(
                AGENT,
                id,
                new SpoolFile(file(id), SpoolFile.MAX_OCTETS),
                outbox,
                notices,
                (code, message) -> assertThat(message).isNull());
    }

    private Path file(SessionId id) {
        return folder.resolve(id + ".ndjson");
    }

    private <T> T onContext(Callable<T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(none -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.fail(e);
            }
        });
        return Outcome.of(answer.future());
    }
}
