package ranload.controller.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import ranload.controller.LaunchPaths;
import ranload.controller.bench.host.Namespaces;

/** A whole bench: makes what it needs, runs what was chosen, removes all of it. Confined to one thread. */
public final class Bench {
    private static final List<BenchGroup> SHARED =
            List.of(BenchGroup.UDP, BenchGroup.TCP, BenchGroup.PACING, BenchGroup.SESSIONS);
    private static final int WARM_UP_SECONDS = 3;

    private final LaunchPaths paths;
    private final BenchOptions options;
    private final Findings findings;

    /** @param progress told of every run as it ends */
    public Bench(LaunchPaths paths, BenchOptions options, PrintWriter progress) {
        this.paths = paths;
        this.options = options;
        this.findings = new Findings(progress);
    }

    /**
     * Runs it. An interrupt of this thread ends it early; nothing is left then either.
     *
     * @throws ranload.session.FailureException {@code needs_root}, or whatever kept it from running at all
     */
    public BenchReport run() throws InterruptedException {
        Instant begun = Instant.now();
        Path folder = temporaryFolder();
        try (Namespaces namespaces = Namespaces.make(folder);
                Workbench bench = new Workbench(paths, namespaces.lane(), folder, findings)) {
            findings.say("between network namespaces " + namespaces.lane().near() + " and "
                    + namespaces.lane().far());
            bench.gather(options.iperf3());
            HostFacts host = HostFacts.gather(folder, bench.versions(), namespaces.isLossBased());
            traffic(bench);
            for (BenchGroup group : BenchGroup.values()) {
                if (options.groups().contains(group)) {
                    alone(group, bench);
                }
            }
            return new BenchReport(begun, host, options, findings.figures(), findings.notes(), findings.steals());
        } finally {
            delete(folder);
        }
    }

    private void traffic(Workbench bench) throws InterruptedException {
        Traffic traffic = new Traffic(bench, findings);
        if (SHARED.stream().anyMatch(options.groups()::contains)) {
            traffic.warmUp(Math.min(WARM_UP_SECONDS, options.seconds()));
        }
        for (BenchGroup group : BenchGroup.values()) {
            if (options.groups().contains(group)) {
                for (BenchGroup.NamedLoad load : group.loads(options.seconds())) {
                    traffic.run(load, options.pairs());
                }
            }
        }
    }

    private void alone(BenchGroup group, Workbench bench) throws InterruptedException {
        switch (group) {
            case SESSIONS -> new Crowds(bench, findings).run(options.crowds(), options.pairs(), options.seconds());
            case START -> new Starts(bench, findings).run(options.pairs());
            case INGEST -> new Ingestion(bench, findings).run(options.storedSessions(), options.storedRows());
            case UDP, TCP, PACING -> {}
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("ranload-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(Bench.class).warn("{} is left; remove it", folder, e);
        }
    }
}
