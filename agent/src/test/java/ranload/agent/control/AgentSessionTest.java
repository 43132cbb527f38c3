package ranload.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ranload.agent.control.Rows.SESSION;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.agent.engine.OpenedStream;
import ranload.bus.AgentEvent;
import ranload.bus.Outcome;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.Failure;

@Timeout(120)
class AgentSessionTest {
    private static final AgentId AGENT = new AgentId("far-lab");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ScriptedController controller = new ScriptedController(vertx);
    private final TypedBus bus = new TypedBus(vertx.eventBus());
    private final Outbox outbox = new Outbox(vertx, bus, AGENT);
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger handedOver = new AtomicInteger();
    private AgentSession session;
    private Path spoolFile;

    @BeforeEach
    void prepare() {
        spoolFile = folder.resolve(SESSION + ".ndjson");
        session = new AgentSession(
                context,
                InstantSource.fixed(Instant.EPOCH),
                AGENT,
                SESSION,
                new SpoolFile(spoolFile, SpoolFile.MAX_OCTETS),
                outbox,
                new Notices(vertx, bus, new Turnstile(1)),
                closed::incrementAndGet,
                handedOver::incrementAndGet);
    }

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    @Test
    void tellsTheResultOnlyAfterAllItsRowsAndTheEndLast() {
        open();
        IntStream.rangeClosed(1, 250).forEach(n -> session.row(Rows.row(n, n)));
        session.ended(Rows.result(SESSION, 0, 250));
        session.closed();
        await().until(() -> handedOver.get() == 1);
        assertThat(controller.stored().stream().map(IntervalRow::interval))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 250).boxed().toList());
        assertThat(controller.results()).containsExactly(Rows.result(SESSION, 0, 250));
        List<AgentEvent> events = controller.events();
        assertThat(events.get(events.size() - 1))
                .isEqualTo(new AgentEvent.StateChanged(AGENT, SESSION, AgentEvent.Phase.ENDED, null));
        assertThat(spoolFile).doesNotExist();
        assertThat(closed).hasValue(1);
    }

    @Test
    void endsASessionOfWhichThereAreRowsButNoResults() {
        open();
        session.row(Rows.row(1, 10));
        session.closed();
        await().until(() -> handedOver.get() == 1);
        assertThat(controller.stored()).containsExactly(Rows.row(1, 10));
        assertThat(controller.phases()).containsExactly(AgentEvent.Phase.ENDED);
        assertThat(spoolFile).doesNotExist();
    }

    @Test
    void batchesWhatComesTogether() {
        open();
        // On its own thread, so that no timer of it comes between.
        context.runOnContext(none -> IntStream.rangeClosed(1, 100).forEach(n -> session.row(Rows.row(n, n))));
        await().until(() -> controller.stored().size() == 100);
        assertThat(controller.batches()).hasSizeLessThanOrEqualTo(2);
        assertThat(controller.batches())
                .allSatisfy(batch -> assertThat(batch.rows()).hasSizeLessThanOrEqualTo(RowBatch.MAX_ROWS));
    }

    @Test
    void spoolsEveryRowBeforeItSendsAnything() throws IOException {
        session.row(Rows.row(1, 10));
        session.row(Rows.row(2, 20));
        session.ended(Rows.result(SESSION, 0, 2));
        session.closed();
        await().until(() -> closed.get() == 1);
        assertThat(controller.batches()).isEmpty();
        assertThat(controller.results()).isEmpty();
        assertThat(new SpoolFile(spoolFile, SpoolFile.MAX_OCTETS).read())
                .containsExactly(
                        new SpoolEntry.Row(Rows.row(1, 10)),
                        new SpoolEntry.Row(Rows.row(2, 20)),
                        new SpoolEntry.Result(Rows.result(SESSION, 0, 2)));
    }

    @Test
    void sendsRefusedRowsAgainAndKeepsThemSpooledUntilThen() {
        controller.refuseBatches(Integer.MAX_VALUE);
        open();
        session.row(Rows.row(1, 10));
        session.ended(Rows.result(SESSION, 0, 1));
        session.closed();
        await().until(() -> !controller.batches().isEmpty());
        assertThat(spoolFile).isNotEmptyFile();
        assertThat(controller.results()).isEmpty();
        controller.refuseBatches(0);
        await().until(() -> handedOver.get() == 1);
        assertThat(controller.batches()).hasSizeGreaterThan(1);
        assertThat(controller.stored()).hasSize(1);
        assertThat(spoolFile).doesNotExist();
    }

    @Test
    void neverLetsARowOvertakeTheOneThatReplacedIt() {
        controller.refuseBatches(Integer.MAX_VALUE);
        open();
        session.row(Rows.row(1, 10));
        await().until(() -> !controller.batches().isEmpty());
        session.row(Rows.row(1, 11));
        await().until(() -> last(controller.batches()).rows().equals(List.of(Rows.row(1, 11))));
        controller.refuseBatches(0);
        session.ended(Rows.result(SESSION, 0, 1));
        session.closed();
        await().until(() -> handedOver.get() == 1);
        assertThat(controller.stored()).containsExactly(Rows.row(1, 11));
        assertThat(last(controller.batches()).rows()).containsExactly(Rows.row(1, 11));
    }

    @Test
    void answersThePrepareAndTellsItsPhases() {
        open();
        session.prepared(List.of(new OpenedStream(0, "127.0.0.1", 4_000, 20)));
        assertThat(Outcome.of(session.prepared()))
                .isEqualTo(new Reply.Prepared(List.of(new Reply.OpenStream(0, "127.0.0.1", 4_000, 20))));
        context.runOnContext(none -> session.running());
        session.outage(true);
        session.warning("late_start", "started late");
        session.outage(false);
        session.closed();
        await().until(() -> handedOver.get() == 1);
        assertThat(controller.phases())
                .containsExactly(
                        AgentEvent.Phase.PREPARED,
                        AgentEvent.Phase.RUNNING,
                        AgentEvent.Phase.OUTAGE,
                        AgentEvent.Phase.RECOVERED,
                        AgentEvent.Phase.ENDED);
        assertThat(controller.events(AgentEvent.Warning.class))
                .containsExactly(new AgentEvent.Warning(AGENT, SESSION, "late_start", "started late", Instant.EPOCH));
    }

    @Test
    void failsThePrepareWithTheEnginesFailure() {
        open();
        Failure failure = Failure.of("port_in_use", "UDP port 5201 is taken");
        session.failed(failure);
        session.closed();
        assertThat(Outcome.failureOf(session.prepared())).isEqualTo(failure);
        await().until(() -> handedOver.get() == 1);
    }

    @Test
    void failsThePrepareOfASessionThatIsStoppedMeanwhile() {
        session.closed();
        assertThat(Outcome.failureOf(session.prepared()).code()).isEqualTo("stopped");
    }

    @Test
    void emptiesTheSpoolOfALongSessionWhileItRuns() {
        open();
        AtomicInteger next = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            for (int i = 0; i < 50; i++) {
                session.row(Rows.row(next.incrementAndGet(), 1));
            }
            return next.get() >= 1_000;
        });
        await().until(() -> controller.stored().size() == 1_000);
        await().untilAsserted(() -> assertThat(Files.size(spoolFile)).isLessThan(100_000));
    }

    private static RowBatch last(List<RowBatch> batches) {
        return batches.get(batches.size() - 1);
    }

    private void open() {
        context.runOnContext(none -> outbox.open());
    }
}
