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
import ranload.controller.bench.host.MachineTime;
import ranload.controller.bench.host.OpenFiles;
import ranload.controller.bench.peer.Crowd;
import ranload.controller.bench.peer.OwnController;
import ranload.controller.bench.peer.OwnTool;
import ranload.session.FailureException;
import ranload.session.SessionState;

/** Many sessions at once through one pair of agents. Confined to one thread, apart from the callers it starts. */
final class Crowds {
    private static final int CALLERS = 16;
    private static final double PERCENT = 100;
    private static final int DATAGRAM_OCTETS = 1250;
    private static final int MAX_BURST_MICROS = 50_000;
    private static final int SPARE_FILES = 2_000;
    private static final long END_WITHIN_SECONDS = 180;

    /** Many sessions use other code than few fast ones; what compiles it would take the processors from the load. */
    private static final CrowdSize WARMING = new CrowdSize(100, 1_000_000);

    private static final int WARMING_SECONDS = 10;

    /** From so many on, all that they need is compiled long before the last of them has been created. */
    private static final int WARMED_BY_ITSELF = 5_000;

    /** Creating sessions takes a while, found out with a few; all of them shall run at the same time after that. */
    private static final int TRIED = 32;

    private static final double SPARE = 1.5;

    /** Sessions last no longer than this for being created slowly; the table says how many ran at once. */
    private static final double LONGEST_CREATION_SECONDS = 300;

    private final Workbench bench;
    private final Findings findings;

    Crowds(Workbench bench, Findings findings) {
        this.bench = bench;
        this.findings = findings;
    }

    void run(List<CrowdSize> tests, int rounds, int seconds) throws InterruptedException {
        findings.note(String.format(
                Locale.ROOT,
                "sessions: datagrams of %d octets, which divide the rates; pacing=economy; max_burst=%d us",
                DATAGRAM_OCTETS,
                MAX_BURST_MICROS));
        for (CrowdSize test : tests) {
            try {
                run(WARMING, WARMING_SECONDS, false);
                noteFiles(test);
                int lasting = seconds + creationSeconds(test);
                if (test.sessions() < WARMED_BY_ITSELF) {
                    run(test, lasting, false);
                }
                for (int round = 0; round < rounds; round++) {
                    run(test, lasting, true);
                }
            } catch (FailureException e) {
                findings.note(test.title() + ": failed: " + e.getMessage());
            }
        }
    }

    /** Each end needs a socket for each session, and at times a file. */
    private void noteFiles(CrowdSize test) {
        long most = OpenFiles.most();
        if (most < test.sessions() + SPARE_FILES) {
            findings.note(test.title() + ": a process may open " + most
                    + " files here, so some sessions will fail; raise the hard limit (ulimit -Hn)");
        }
    }

    private int creationSeconds(CrowdSize test) throws InterruptedException {
        CrowdSize few = new CrowdSize(Math.min(TRIED, test.sessions()), test.bitsPerSecond());
        double took = run(few, 1, false);
        return (int) Math.ceil(Math.min(LONGEST_CREATION_SECONDS, SPARE * took / few.sessions() * test.sessions()));
    }

    /** Seconds that creating the sessions took. */
    private double run(CrowdSize test, int seconds, boolean counts) throws InterruptedException {
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
            Cpu before = Cpu.of(controller);
            MachineTime machine = MachineTime.now();
            long begun = System.nanoTime();
            List<Long> ids = create(test, seconds, callers, unended);
            double took = (System.nanoTime() - begun) / 1e9;
            if (!unended.await(seconds + END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                findings.note(test.title() + ": " + unended.getCount() + " sessions had not ended after "
                        + (seconds + END_WITHIN_SECONDS) + " s");
            }
            double lasted = (System.nanoTime() - begun) / 1e9;
            Cpu used = Cpu.of(controller).since(before);
            if (counts) {
                findings.addSteal(test.title(), MachineTime.now().stealPercentSince(machine));
                note(test, read(test, ids, callers), ids.size() / took);
                note(test, used, lasted);
            }
            return took;
        } finally {
            callers.shutdownNow();
            states.unregister();
        }
    }

    private List<Long> create(CrowdSize test, int seconds, ExecutorService callers, CountDownLatch unended)
            throws InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("direction", "u");
        form.put("bandwidth", test.megabits());
        form.put("datagram_size", Integer.toString(DATAGRAM_OCTETS));
        form.put("pacing", "economy");
        form.put("max_burst", Integer.toString(MAX_BURST_MICROS));
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
                        test.title() + ": some were refused: " + e.getCause().getMessage());
            }
        }
        return ids;
    }

    private Crowd read(CrowdSize test, List<Long> ids, ExecutorService callers) throws InterruptedException {
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
                findings.note(test.title() + ": some could not be read: "
                        + e.getCause().getMessage());
            }
        }
        return crowd;
    }

    private void note(CrowdSize test, Crowd crowd, double createdPerSecond) {
        Map<Measure, Double> values = new LinkedHashMap<>();
        values.put(Measure.SHARE_COMPLETE, crowd.completePercent());
        values.put(Measure.OVERLAP, (double) crowd.atOnce());
        values.put(Measure.CREATED, createdPerSecond);
        values.put(Measure.RATE_ERROR, crowd.rateErrorPercent());
        values.put(Measure.WORST_SESSION, crowd.worstErrorPercent());
        values.put(Measure.LOST, crowd.lost());
        values.put(Measure.LOSS, crowd.lostPercent());
        values.put(Measure.NOT_SENT, crowd.notSent());
        note(test, values);
    }

    /** Shares of a core from the first request until the last session had ended. */
    private void note(CrowdSize test, Cpu used, double seconds) {
        Map<Measure, Double> values = new LinkedHashMap<>();
        values.put(Measure.SENDER_CPU, used.near() / seconds * PERCENT);
        values.put(Measure.RECEIVER_CPU, used.far() / seconds * PERCENT);
        values.put(Measure.CONTROLLER_CPU, used.controller() / seconds * PERCENT);
        note(test, values);
    }

    private void note(CrowdSize test, Map<Measure, Double> values) {
        values.forEach((measure, value) -> findings.add(test.title(), measure, OwnTool.NAME, value));
        findings.say(test.title() + "  " + values);
    }

    /** Seconds of processor time. */
    private record Cpu(double near, double far, double controller) {
        static Cpu of(OwnController running) {
            return new Cpu(
                    known(running.nearCpuSeconds()), known(running.farCpuSeconds()), running.controllerCpuSeconds());
        }

        Cpu since(Cpu before) {
            return new Cpu(near - before.near, far - before.far, controller - before.controller);
        }

        /** An agent is started by the first session that needs it. */
        private static double known(double seconds) {
            return Double.isNaN(seconds) ? 0 : seconds;
        }
    }
}
