package ranload.controller.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import ranload.controller.bench.figure.Measure;
import ranload.controller.bench.peer.Evenness;
import ranload.controller.bench.peer.Load;
import ranload.controller.bench.peer.OwnController;
import ranload.controller.bench.peer.OwnTool;
import ranload.controller.bench.peer.Tap;

/** How long it takes until load flows, by the tap's first datagram. Confined to one thread. */
final class Starts {
    private static final int WARM_PER_ROUND = 4;
    private static final int MEGABITS = 10;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Load LOAD = new Load(Load.Kind.FLOOD, BenchGroup.LARGE, MEGABITS * 1_000_000L, 1);

    private final Workbench bench;
    private final Findings findings;

    Starts(Workbench bench, Findings findings) {
        this.bench = bench;
        this.findings = findings;
    }

    void run(int rounds) throws InterruptedException {
        if (bench.tap().isEmpty()) {
            findings.note("start was left out: its independent receiver needs gcc (apt-get install gcc)");
            return;
        }
        OwnController controller = bench.controller();
        new OwnTool(controller, bench.lane()).run(LOAD);
        for (int k = 0; k < rounds * WARM_PER_ROUND; k++) {
            OwnTool own = new OwnTool(controller, bench.lane());
            note("start, warm", Measure.TO_FIRST_DATAGRAM, firstDatagram(() -> own.run(LOAD)));
        }
        bench.restController();
        for (int k = 0; k < rounds; k++) {
            Path database = bench.newDatabase();
            note("start, cold (no SSH)", Measure.COLD_START, firstDatagram(() -> {
                try (OwnController fresh = bench.anotherController(database)) {
                    new OwnTool(fresh, bench.lane()).run(LOAD);
                }
            }));
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /** Milliseconds from the step's begin to the first datagram of load at the far NIC; both clocks are this machine's. */
    private double firstDatagram(Step step) throws InterruptedException {
        try (Tap tap = Tap.open(bench.tap().orElseThrow(), bench.lane(), bench.folder(), LOAD, Duration.ZERO)) {
            Instant begun = Instant.now();
            step.run();
            Evenness seen = tap.read();
            Instant first = Instant.EPOCH.plusNanos(seen.firstEpochNanos());
            return ChronoUnit.NANOS.between(begun, first) / NANOS_PER_MILLI;
        }
    }

    private void note(String test, Measure measure, double millis) {
        findings.add(test, measure, OwnTool.NAME, millis);
        findings.say(test + "  " + String.format(Locale.ROOT, "%.1f ms", millis));
    }
}
