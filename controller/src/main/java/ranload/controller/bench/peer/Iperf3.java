package ranload.controller.bench.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ranload.controller.bench.host.Child;
import ranload.controller.bench.host.Finished;
import ranload.controller.bench.host.Lane;

/** iperf3, with the largest buffers and the best options that it lists in its help. Confined to one thread. */
public final class Iperf3 implements Contestant {
    private static final int PORT = 5201;
    private static final String LARGEST_WINDOW = "4M";
    private static final String SEGMENTATION = "--gsro";
    private static final Duration READY = Duration.ofSeconds(10);
    private static final Duration BEYOND = Duration.ofSeconds(20);

    private final String name;
    private final String program;
    private final boolean segments;
    private final boolean zeroCopy;
    private final Lane lane;
    private final Path folder;

    /**
     * @param name as the table names it
     * @param program name on the PATH, or a path
     * @param help what it says to {@code --help}
     * @param zeroCopy true for the contestant that sends TCP with {@code -Z}, which some versions do better with
     */
    public Iperf3(String name, String program, String help, boolean zeroCopy, Lane lane, Path folder) {
        this.name = name;
        this.program = program;
        this.segments = help.contains(SEGMENTATION);
        this.zeroCopy = zeroCopy;
        this.lane = lane;
        this.folder = folder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takesPartIn(Load load) {
        return !zeroCopy || load.isTcp();
    }

    @Override
    public Outcome run(Load load) throws InterruptedException {
        List<String> serve = List.of(program, "-s", "-1", "-p", Integer.toString(PORT), "-J");
        try (Child server = Child.start(lane.farPrefix(), serve, folder)) {
            server.awaitListening(false, PORT, READY);
            Duration within = Duration.ofSeconds(load.seconds()).plus(BEYOND);
            Finished client = Child.run(lane.nearPrefix(), client(load), folder, within);
            client.orFail();
            Finished served = server.await(BEYOND);
            return Iperf3Json.outcome(client.out(), load, client.cpuSeconds(), served.cpuSeconds());
        }
    }

    /** Visible to tests. */
    List<String> client(Load load) {
        List<String> words = new ArrayList<>(List.of(program, "-c", lane.farAddress()));
        words.addAll(List.of("-p", Integer.toString(PORT), "-t", Integer.toString(load.seconds()), "-J"));
        if (load.isTcp()) {
            if (zeroCopy) {
                words.add("-Z");
            }
            return words;
        }
        words.addAll(List.of("-u", "-l", Integer.toString(load.datagramOctets()), "-w", LARGEST_WINDOW));
        words.addAll(List.of("-b", Long.toString(load.bitsPerSecond())));
        boolean may = load.kind() == Load.Kind.FLOOD || load.kind() == Load.Kind.ECONOMY;
        if (segments && may) {
            words.add(SEGMENTATION);
        }
        return words;
    }
}
