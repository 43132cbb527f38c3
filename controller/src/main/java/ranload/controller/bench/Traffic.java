package ranload.controller.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import ranload.controller.bench.figure.Interleaving;
import ranload.controller.bench.figure.Measure;
import ranload.controller.bench.host.MachineTime;
import ranload.controller.bench.peer.Contestant;
import ranload.controller.bench.peer.Evenness;
import ranload.controller.bench.peer.Load;
import ranload.controller.bench.peer.Outcome;
import ranload.controller.bench.peer.OwnTool;
import ranload.controller.bench.peer.Tap;
import ranload.session.FailureException;

/** The tests in which everybody makes the same load, in turn. Confined to one thread. */
final class Traffic {
    /** Of each end of a stream: starting up and saying good-bye are no pacing. */
    private static final Duration TRIM = Duration.ofMillis(200);

    private static final long WARMING_RATE = 500_000_000;
    private static final double KILO = 1000;
    private static final double PERCENT = 100;

    private final Workbench bench;
    private final Findings findings;

    Traffic(Workbench bench, Findings findings) {
        this.bench = bench;
        this.findings = findings;
    }

    void run(BenchGroup.NamedLoad test, int pairs) throws InterruptedException {
        if (test.load().isPaced() && bench.tap().isEmpty()) {
            findings.note(test.name() + " was left out: its independent receiver needs gcc (apt-get install gcc)");
            return;
        }
        List<Contestant> contestants = bench.contestants().stream()
                .filter(contestant -> contestant.takesPartIn(test.load()))
                .toList();
        for (Contestant contestant : Interleaving.order(contestants, pairs)) {
            try {
                MachineTime before = MachineTime.now();
                once(test, contestant);
                findings.addSteal(test.name(), MachineTime.now().stealPercentSince(before));
            } catch (FailureException e) {
                findings.note(test.name() + ", " + contestant.name() + ": a run failed: "
                        + e.getMessage().replaceAll("\\s+", " "));
            }
        }
    }

    private void once(BenchGroup.NamedLoad test, Contestant contestant) throws InterruptedException {
        Load load = test.load();
        if (!load.isPaced()) {
            flood(test, contestant.name(), contestant.run(load));
            return;
        }
        Path program = bench.tap().orElseThrow();
        try (Tap tap = Tap.open(program, bench.lane(), bench.folder(), load, TRIM)) {
            Outcome outcome = contestant.run(load);
            paced(test, contestant.name(), outcome, tap.read());
        }
    }

    private void flood(BenchGroup.NamedLoad test, String who, Outcome outcome) {
        double rate = outcome.gigabitsPerSecond();
        double cpu = outcome.cpuSecondsPerGigabit();
        findings.add(test.name(), Measure.GOODPUT, who, rate);
        if (!test.load().isTcp()) {
            findings.add(test.name(), Measure.DATAGRAMS, who, outcome.datagramsPerSecond() / KILO);
            findings.add(test.name(), Measure.LOSS, who, outcome.lostPercent());
            say(test, who, "%.2f Gbit/s, lost %.3f %%, CPU %.4f s/Gbit", rate, outcome.lostPercent(), cpu);
        } else {
            say(test, who, "%.2f Gbit/s, CPU %.4f s/Gbit", rate, cpu);
        }
        findings.add(test.name(), Measure.CPU, who, cpu);
    }

    private void paced(BenchGroup.NamedLoad test, String who, Outcome outcome, Evenness seen) {
        double rateError = seen.rateErrorPercent(test.load().bitsPerSecond());
        double senderCpu = outcome.senderCpuSeconds() / outcome.seconds() * PERCENT;
        findings.add(test.name(), Measure.RATE_ERROR, who, rateError);
        findings.add(test.name(), Measure.GAP_P50, who, seen.p50Micros());
        findings.add(test.name(), Measure.GAP_P99, who, seen.p99Micros());
        findings.add(test.name(), Measure.GAP_P999, who, seen.p999Micros());
        findings.add(test.name(), Measure.GAP_MAX, who, seen.maxMicros());
        findings.add(test.name(), Measure.BACK_TO_BACK, who, seen.backToBackPercent());
        findings.add(test.name(), Measure.BURST, who, seen.burstDatagrams());
        findings.add(test.name(), Measure.SENDER_CPU, who, senderCpu);
        findings.add(
                test.name(),
                Measure.BOTH_CPU,
                who,
                senderCpu + outcome.receiverCpuSeconds() / outcome.seconds() * PERCENT);
        findings.add(test.name(), Measure.LOSS, who, outcome.lostPercent());
        if (seen.drops() > 0) {
            findings.note(test.name() + ", " + who + ": the tap missed " + seen.drops() + " packets in a run");
        }
        say(
                test,
                who,
                "rate error %.4f %%, gap error p50 %.2f p99 %.2f us, sender's CPU %.1f %%",
                rateError,
                seen.p50Micros(),
                seen.p99Micros(),
                senderCpu);
    }

    private void say(BenchGroup.NamedLoad test, String who, String format, Object... values) {
        findings.say(test.name() + "  " + who + "  " + String.format(Locale.ROOT, format, values));
    }

    /** Lets our agents' code become fast before it is timed; a peer has nothing of the kind to warm. */
    void warmUp(int seconds) throws InterruptedException {
        for (Contestant contestant : bench.contestants()) {
            if (contestant instanceof OwnTool own) {
                own.run(new Load(Load.Kind.FLOOD, BenchGroup.LARGE, 0, seconds));
                own.run(new Load(Load.Kind.TCP, BenchGroup.LARGE, 0, seconds));
                own.run(new Load(Load.Kind.EVEN, BenchGroup.LARGE, WARMING_RATE, seconds));
                own.run(new Load(Load.Kind.ECONOMY, BenchGroup.LARGE, WARMING_RATE, seconds));
            }
        }
    }
}
