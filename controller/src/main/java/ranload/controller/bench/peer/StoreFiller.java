package ranload.controller.bench.peer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import ranload.bus.RowBatch;
import ranload.controller.bench.host.CpuTime;
import ranload.controller.store.SessionStore;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.SessionState;
import ranload.session.StreamSpec;
import ranload.session.Transport;

/** Fills a store as agents would: both ends' rows of many sessions, second by second, in full batches. */
public final class StoreFiller {
    /** Batches under way at a time: what the two agents of a controller send before they wait for an answer. */
    private static final int UNDER_WAY = 32;

    private static final Percentiles LATENESS = new Percentiles(20, 40, 80, 160);

    private static final int CREATED_AT_A_TIME = 64;

    /** Sessions that run at the same time. */
    private static final long AT_A_TIME = 10_000;

    private static final long STEP_SECONDS = 60;
    private static final AgentId FAR = new AgentId("far.bench");

    private StoreFiller() {}

    /**
     * What it took.
     *
     * @param rows stored, of either end
     * @param seconds that storing them took
     * @param cpuSeconds processor time of this whole process meanwhile
     * @param commitP99Millis from handing a batch over to its commit
     * @param heapPeakMebioctets the most that was in use meanwhile, rubbish included
     */
    public record Filled(
            long rows, double seconds, double cpuSeconds, double commitP99Millis, double heapPeakMebioctets) {}

    /** Makes the sessions, then their rows. */
    public static Filled fill(Path database, int sessions, long rows, Consumer<String> progress) {
        Vertx vertx = Vertx.vertx();
        try {
            SessionStore store = await(SessionStore.open(vertx, database));
            List<SessionId> ids = create(store, sessions);
            progress.accept(sessions + " sessions are stored, rows follow");
            Filled filled = rows(store, ids, rows);
            await(store.close());
            return filled;
        } finally {
            await(vertx.close());
        }
    }

    private static List<SessionId> create(SessionStore store, int sessions) {
        List<SessionId> ids = new ArrayList<>();
        List<Future<?>> underWay = new ArrayList<>();
        Instant now = Instant.now();
        for (int k = 0; k < sessions; k++) {
            SessionPlan plan = plan(store.nextId(now.toEpochMilli()), now);
            ids.add(plan.id());
            underWay.add(
                    store.insert(plan).compose(stored -> store.setState(plan.id(), SessionState.COMPLETE, null, now)));
            if (underWay.size() == CREATED_AT_A_TIME || k == sessions - 1) {
                await(Future.all(underWay));
                underWay.clear();
            }
        }
        return ids;
    }

    private static SessionPlan plan(SessionId id, Instant now) {
        SessionRequest request = new SessionRequest(
                DirectionChoice.ofCode("u").orElseThrow(),
                RateProfile.parse("1"),
                60,
                "bench",
                "bench",
                SessionRequest.DEFAULT_DATAGRAM_OCTETS,
                null,
                null,
                0,
                Transport.UDP,
                1,
                0,
                "",
                SessionRequest.DEFAULT_MAX_BURST_MICROS,
                Pacing.BALANCED);
        StreamSpec stream = new StreamSpec(
                0,
                request.direction(),
                request.protocol(),
                request.bandwidth(),
                request.datagramOctets(),
                0,
                request.maxBurstMicros(),
                request.pacing(),
                0,
                0,
                0);
        return new SessionPlan(
                id,
                now,
                request,
                "bench",
                "198.18.0.1",
                "bench",
                "198.18.0.2",
                AgentId.NEAR,
                FAR,
                List.of(stream),
                "bench");
    }

    private static Filled rows(SessionStore store, List<SessionId> ids, long rows) {
        long batches = Math.max(1, rows / RowBatch.MAX_ROWS);
        long perSession = (batches * RowBatch.MAX_ROWS / 2 + ids.size() - 1) / ids.size() + 1;
        long[] commitNanos = new long[(int) Math.min(batches, 1_000_000)];
        Deque<Future<?>> underWay = new ArrayDeque<>();
        long pid = ProcessHandle.current().pid();
        double cpuBefore = CpuTime.ofProcess(pid);
        long begun = System.nanoTime();
        try (Heap.Watch watch = Heap.watch()) {
            for (long batch = 0; batch < batches; batch++) {
                int slot = (int) (batch % commitNanos.length);
                // The two ends report the same seconds, each in batches of its own.
                long first = batch / 2 * RowBatch.MAX_ROWS;
                boolean sender = batch % 2 == 1;
                RowBatch full = batch(sender ? AgentId.NEAR : FAR, row -> row(ids, first + row, perSession, sender));
                long handed = System.nanoTime();
                underWay.add(store.commit(full).onSuccess(committed -> commitNanos[slot] = System.nanoTime() - handed));
                if (underWay.size() == UNDER_WAY) {
                    await(underWay.removeFirst());
                }
            }
            await(Future.all(List.copyOf(underWay)));
            double seconds = (System.nanoTime() - begun) / 1e9;
            Arrays.sort(commitNanos);
            double p99 = commitNanos[(int) (commitNanos.length * 99L / 100)] / 1e6;
            return new Filled(
                    batches * RowBatch.MAX_ROWS,
                    seconds,
                    CpuTime.ofProcess(pid) - cpuBefore,
                    p99,
                    watch.peak().mebioctets());
        }
    }

    private static RowBatch batch(AgentId agent, LongFunction<IntervalRow> row) {
        List<IntervalRow> rows = new ArrayList<>();
        for (int k = 0; k < RowBatch.MAX_ROWS; k++) {
            rows.add(row.apply(k));
        }
        return new RowBatch(agent, rows);
    }

    /** Where row number n belongs: a second of all sessions that run at a time, then their next second. */
    record Place(int session, int interval) {
        static Place of(long number, int sessions, long seconds) {
            long group = number / (AT_A_TIME * seconds);
            long inGroup = number % (AT_A_TIME * seconds);
            long running = Math.min(AT_A_TIME, sessions - group * AT_A_TIME);
            return new Place((int) (group * AT_A_TIME + inGroup % running), (int) (inGroup / running) + 1);
        }
    }

    private static IntervalRow row(List<SessionId> ids, long number, long seconds, boolean sender) {
        Place place = Place.of(number, ids.size(), seconds);
        SessionId id = ids.get(place.session());
        int interval = place.interval();
        Instant at = Instant.ofEpochMilli(id.value()).plusSeconds(interval);
        Direction up = DirectionChoice.ofCode("u").orElseThrow().directions().get(0);
        return sender
                ? new SenderRow(
                        id,
                        up,
                        0,
                        interval,
                        at,
                        1_000_000_000L,
                        124_600,
                        89,
                        0,
                        0,
                        300,
                        0,
                        LATENESS,
                        1,
                        9_000_000,
                        0,
                        -1)
                : new ReceiverRow(
                        id,
                        up,
                        0,
                        interval,
                        at,
                        1_000_000_000L,
                        124_600,
                        89,
                        89,
                        0,
                        0,
                        0,
                        20_000,
                        0,
                        LossRuns.NONE,
                        0,
                        LATENESS,
                        0,
                        -1);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw Failure.of("bench_store_slow", "the store took more than " + STEP_SECONDS + " s for one step")
                    .asException();
        }
    }
}
