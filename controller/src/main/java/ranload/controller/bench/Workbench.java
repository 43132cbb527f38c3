package ranload.controller.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ranload.controller.LaunchPaths;
import ranload.controller.bench.host.Child;
import ranload.controller.bench.host.Compiled;
import ranload.controller.bench.host.Finished;
import ranload.controller.bench.host.Lane;
import ranload.controller.bench.peer.Contestant;
import ranload.controller.bench.peer.Iperf2;
import ranload.controller.bench.peer.Iperf3;
import ranload.controller.bench.peer.Limit;
import ranload.controller.bench.peer.OwnController;
import ranload.controller.bench.peer.OwnTool;

/** Everything that tests run on: the lane, who there is, the programs made here. Confined to one thread. */
final class Workbench implements AutoCloseable {
    private static final Duration ASKING = Duration.ofSeconds(10);
    private static final Pattern IPERF3 = Pattern.compile("iperf (3[0-9A-Za-z.+-]*)");
    private static final Pattern IPERF2 = Pattern.compile("iperf version (2[0-9A-Za-z.+-]*)");

    private final LaunchPaths paths;
    private final Lane lane;
    private final Path folder;
    private final Findings findings;
    private final List<Contestant> contestants = new ArrayList<>();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private Optional<Path> tap = Optional.empty();
    private OwnController controller;
    private int databases;

    Workbench(LaunchPaths paths, Lane lane, Path folder, Findings findings) {
        this.paths = paths;
        this.lane = lane;
        this.folder = folder;
        this.findings = findings;
    }

    /** Starts a controller and looks for everybody else. */
    void gather(Path furtherIperf3) throws InterruptedException {
        contestants.add(new OwnTool(controller(), lane));
        Optional<Path> reference = Compiled.of("reference", folder);
        tap = Compiled.of("gaps", folder);
        if (reference.isPresent()) {
            contestants.add(new Limit(reference.get(), lane, folder));
        } else {
            findings.note("the machine's limit is not measured: there is no gcc (apt-get install gcc libc6-dev)");
        }
        if (furtherIperf3 != null) {
            iperf3(furtherIperf3.toString());
        }
        iperf3("iperf3");
        iperf2("iperf");
    }

    private void iperf3(String program) throws InterruptedException {
        Optional<String> version = version(program, IPERF3);
        if (version.isEmpty()) {
            findings.note(program + " is not there (apt-get install iperf3)");
            return;
        }
        String name = "iperf3 " + version.get();
        if (contestants.stream().anyMatch(other -> other.name().equals(name))) {
            return; // the one on the PATH is the one that was given
        }
        Finished help = Child.run(List.of(), List.of(program, "--help"), folder, ASKING);
        String options = help.out() + help.err();
        contestants.add(new Iperf3(name, program, options, false, lane, folder));
        contestants.add(new Iperf3(name + " -Z", program, options, true, lane, folder));
    }

    private void iperf2(String program) throws InterruptedException {
        Optional<String> version = version(program, IPERF2);
        if (version.isEmpty()) {
            findings.note(program + " is not there (apt-get install iperf)");
            return;
        }
        contestants.add(new Iperf2("iperf " + version.get(), program, lane, folder));
    }

    private Optional<String> version(String program, Pattern pattern) throws InterruptedException {
        Finished said = Child.run(List.of(), List.of(program, "--version"), folder, ASKING);
        Matcher version = pattern.matcher(said.out() + said.err());
        if (!version.find()) {
            return Optional.empty();
        }
        versions.put(program, version.group(1));
        return Optional.of(version.group(1));
    }

    /** The controller of all tests that do not need one of their own; started when it is first asked for. */
    OwnController controller() {
        if (controller == null) {
            controller = anotherController(newDatabase());
        }
        return controller;
    }

    /** One more, to be closed by the caller. Two at a time would share the lane. */
    OwnController anotherController(Path database) {
        return OwnController.start(paths, lane, database);
    }

    /** Ends the common controller and its agents, so that what comes next has the machine for itself. */
    void restController() {
        if (controller != null) {
            controller.close();
            controller = null;
        }
    }

    Path newDatabase() {
        databases++;
        return folder.resolve("bench-" + databases + ".sqlite");
    }

    List<Contestant> contestants() {
        return contestants;
    }

    /** The independent receiver; nothing where it could not be compiled. */
    Optional<Path> tap() {
        return tap;
    }

    Lane lane() {
        return lane;
    }

    Path folder() {
        return folder;
    }

    /** Of the peers, by program. */
    Map<String, String> versions() {
        return versions;
    }

    @Override
    public void close() {
        restController();
    }
}
