package ranload.controller.bench;

import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import ranload.bus.Addresses;
import ranload.controller.bench.figure.Measure;
import ranload.controller.bench.peer.Crowd;
import ranload.controller.bench.peer.OwnController;
import ranload.controller.bench.peer.OwnTool;
import ranload.session.FailureException;
import ranload.session.SessionState;

/** Many sessions at once through one pair of agents. Confined to one thread, apart from the callers it starts. */
final class Crowds {
    private static final int CALLERS = 16;
    private static final long MEGABIT = 1_000_000;
    private static final long END_WITHIN_SECONDS = 180;

    /** Creating sessions takes a while, found out with a few; all of them shall run at the same time after that. */
    private static final int TRIED = 32;

    private static final double SPARE = 1.5;

    /** Sessions last no longer than this for being created slowly; the table says how many ran at once. */
    private static final double LONGEST_CREATION_SECONDS = 120;

    private final Workbench bench;
    private final Findings findings;

    private record Test(String name, int sessions, long bitsPerSecond) {}

    private static final List<Test> TESTS = List.of(
            new Test("100 x 100 Mbit/s", 100, 100 * MEGABIT),
            new Test("1000 x 1 Mbit/s", 1000, MEGABIT),
            new Test("10000 x 100 kbit/s", 10_000, MEGABIT / 10));

    Crowds(Workbench bench, Findings findings) {
        this.bench = bench;
        this.findings = findings;
    }

    void run(int seconds) throws InterruptedException {
        for (Test test : TESTS) {
            try {
                run(test, seconds + creationSeconds(test), true);
            } catch (FailureException e) {
                findings.note(test.name() + ": failed: " + e.getMessage());
            }
        }
    }

    private int creationSeconds(Test test) throws InterruptedException {
        Test few = new Test(test.name(), TRIED, test.bitsPerSecond());
        double took = run(few, 1, false);
        return (int) Math.ceil(Math.min(LONGEST_CREATION_SECONDS, SPARE * took / TRIED * test.sessions()));
    }

    /** Seconds that creating the sessions took. */
    private double run(Test test, int seconds, boolean counts) throws InterruptedException {
        OwnController controller = bench.controller();
        CountDownLatch unended = new CountDownLatch(test.sessions());
        MessageConsumer<JsonObject> states = controller.vertx().eventBus().consumer(Addresses.SESSIONS.name());
        states.handler(message -> {
            String state = message.body().getString("state");
            if (SessionState.ofCode(state).filter(SessionState::isEnd).isPresent()) {
                unended.countDown();
            }
        });
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            double nearBefore = controller.nearCpuSeconds();
            long begun = System.nanoTime();
            List<Long> ids = create(test, seconds, callers, unended);
            double took = (System.nanoTime() - begun) / 1e9;
            if (!unended.await(seconds + END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                findings.note(test.name() + ": " + unended.getCount() + " sessions had not ended after "
                        + (seconds + END_WITHIN_SECONDS) + " s");
            }
            double nearCpu = controller.nearCpuSeconds() - nearBefore;
            if (counts) {
                note(test, read(test, ids, callers), ids.size() / took, nearCpu / (seconds + took) * 100);
            }
            return took;
        } finally {
            callers.shutdownNow();
            states.unregister();
        }
    }

    private List<Long> create(Test test, int seconds, ExecutorService callers, CountDownLatch unended)
            throws InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("direction", "u");
        form.put("bandwidth", String.format(Locale.ROOT, "%.6f", test.bitsPerSecond() / (double) MEGABIT));
        form.put("duration", Integer.toString(seconds));
        form.put("interface", bench.lane().nearNic());
        form.put("environment", OwnController.ENVIRONMENT);
        List<Callable<Long>> calls = new ArrayList<>();
        for (int k = 0; k < test.sessions(); k++) {
            calls.add(() -> bench.controller().rest().create(form));
        }
        List<Long> ids = new ArrayList<>();
        for (Future<Long> call : callers.invokeAll(calls)) {
            try {
                ids.add(call.get());
            } catch (ExecutionException e) {
                unended.countDown();
                findings.note(
                        test.name() + ": some were refused: " + e.getCause().getMessage());
            }
        }
        return ids;
    }

    private Crowd read(Test test, List<Long> ids, ExecutorService callers) throws InterruptedException {
        Crowd crowd = new Crowd(test.sessions(), test.bitsPerSecond());
        List<Callable<Void>> calls = new ArrayList<>();
        for (long id : ids) {
            calls.add(() -> {
                String state = bench.controller().rest().session(id).getString("state");
                crowd.add(state, bench.controller().rest().rows(id));
                return null;
            });
        }
        for (Future<Void> call : callers.invokeAll(calls)) {
            try {
                call.get();
            } catch (ExecutionException e) {
                findings.note(test.name() + ": some could not be read: "
                        + e.getCause().getMessage());
            }
        }
        return crowd;
    }

    private void note(Test test, Crowd crowd, double createdPerSecond, double nearCpuPercent) {
        Map<Measure, Double> values = new LinkedHashMap<>();
        values.put(Measure.SHARE_COMPLETE, crowd.completePercent());
        values.put(Measure.OVERLAP, (double) crowd.atOnce());
        values.put(Measure.CREATED, createdPerSecond);
        values.put(Measure.RATE_ERROR, crowd.rateErrorPercent());
        values.put(Measure.WORST_SESSION, crowd.worstErrorPercent());
        values.put(Measure.LOSS, crowd.lostPercent());
        values.put(Measure.SENDER_CPU, nearCpuPercent);
        values.forEach((measure, value) -> findings.add(test.name(), measure, OwnTool.NAME, value));
        findings.say(test.name() + "  " + values);
    }
}
