package ranload.controller.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.controller.bench.Bench;
import ranload.controller.bench.BenchGroup;
import ranload.controller.bench.BenchOptions;
import ranload.controller.bench.BenchReport;
import ranload.controller.bench.CrowdSize;
import ranload.session.Failure;
import ranload.session.FailureException;

/** Measures this program beside others. */
@Command(
        name = "bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Measures this program beside iperf3, iperf and the machine's limit: in turn, between two network namespaces"
                    + " that it makes and removes. Needs root; with gcc it compiles the limit and an independent receiver.",
            "",
            "The table goes to standard output and, with every single value, to files. Nothing else should run.",
            ""
        },
        footer = {"", "  sudo ./ranload bench", "  sudo ./ranload bench udp pacing --pairs 3 --iperf3 /opt/iperf3"})
final class BenchCommand implements Callable<Integer> {
    private static final int MAX_PAIRS = 1000;
    private static final int MAX_SECONDS = 600;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "TESTS", description = "Which tests, see --list; all when none is named.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Say what can be named, and end.")
    private boolean list;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "5",
            converter = WholeNumber.class,
            description = "How often everybody runs; medians are of so many. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            converter = WholeNumber.class,
            description = "Load per run. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--iperf3", paramLabel = "FILE", description = "A further iperf3 to compare with.")
    private Path iperf3;

    @Option(
            names = "--crowd",
            paramLabel = "NxMBPS",
            description = "Sessions at once for sessions, and the rate of each; may be repeated."
                    + " Default: 100x100, 1000x1, 10000x0.1.")
    private List<String> crowds = List.of();

    @Option(
            names = "--stored-sessions",
            paramLabel = "N",
            defaultValue = "100000",
            converter = WholeNumber.class,
            description = "Sessions in the store for ingest. Default: ${DEFAULT-VALUE}.")
    private int storedSessions;

    @Option(
            names = "--stored-rows",
            paramLabel = "N",
            defaultValue = "10000000",
            converter = WholeNumber.class,
            description = "Rows that ingest stores; they take some 200 octets of the temporary folder each."
                    + " Default: ${DEFAULT-VALUE}.")
    private int storedRows;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NAME",
            description = "Writes NAME.json and NAME.txt instead of ranload-bench-TIME.json and .txt in this folder.")
    private String output;

    BenchCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Arrays.stream(BenchGroup.values()).forEach(group -> out.printf("%-9s %s%n", group.code(), group.about()));
            return ExitCode.DONE;
        }
        BenchOptions options = options();
        Thread bench = Thread.currentThread();
        AtomicInteger ended = new AtomicInteger();
        Signals.onEnding(signal -> {
            if (ended.compareAndSet(0, signal)) {
                bench.interrupt();
            }
        });
        try {
            BenchReport report =
                    new Bench(host.launchPaths(), options, spec.commandLine().getErr()).run();
            out.print(report.text());
            out.flush();
            write(report);
            return ExitCode.DONE;
        } catch (InterruptedException e) {
            return ExitCode.SIGNAL_BASE + ended.get();
        } catch (FailureException e) {
            if (ended.get() != 0) {
                // Whatever did not work after the signal did not because of it.
                return ExitCode.SIGNAL_BASE + ended.get();
            }
            Failure failure = e.failure();
            throw new CommandFailed(ExitCode.FAILED, failure.message());
        }
    }

    private BenchOptions options() {
        require("--pairs", pairs, 1, MAX_PAIRS);
        require("--seconds", seconds, 1, MAX_SECONDS);
        require("--stored-sessions", storedSessions, 1, Integer.MAX_VALUE);
        require("--stored-rows", storedRows, 1, Integer.MAX_VALUE);
        if (iperf3 != null && !Files.isExecutable(iperf3)) {
            throw CommandFailed.usage("--iperf3", "must be a program, got " + iperf3);
        }
        Path further = iperf3 == null ? null : iperf3.toAbsolutePath();
        return new BenchOptions(groups(), pairs, seconds, further, crowds(), storedSessions, storedRows);
    }

    private Set<BenchGroup> groups() {
        Set<BenchGroup> chosen = EnumSet.noneOf(BenchGroup.class);
        for (String name : names) {
            chosen.add(BenchGroup.ofCode(name)
                    .orElseThrow(() -> CommandFailed.usage(
                            "TESTS",
                            "there is no '" + name + "', choose of: "
                                    + Arrays.stream(BenchGroup.values())
                                            .map(BenchGroup::code)
                                            .collect(Collectors.joining(", ")))));
        }
        return chosen.isEmpty() ? EnumSet.allOf(BenchGroup.class) : chosen;
    }

    private List<CrowdSize> crowds() {
        try {
            return crowds.isEmpty()
                    ? CrowdSize.USUAL
                    : crowds.stream().map(CrowdSize::parse).toList();
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage("--crowd", e.getMessage());
        }
    }

    private static void require(String flag, int value, int min, int max) {
        if (value < min || value > max) {
            throw CommandFailed.usage(flag, "must be " + min + " to " + max + ", got " + value);
        }
    }

    private void write(BenchReport report) {
        String name = output != null ? output : "ranload-bench-" + STAMP.format(report.begun());
        try {
            Files.writeString(Path.of(name + ".json"), report.json().encodePrettily() + "\n");
            Files.writeString(Path.of(name + ".txt"), report.text());
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.CANNOT_WRITE, "cannot write " + name + ".json: " + e.getMessage());
        }
        spec.commandLine().getErr().println("written: " + name + ".json, " + name + ".txt");
    }
}
