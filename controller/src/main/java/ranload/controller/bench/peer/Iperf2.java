package ranload.controller.bench.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ranload.controller.bench.host.Child;
import ranload.controller.bench.host.Finished;
import ranload.controller.bench.host.Lane;

/** iperf, version 2, with the largest buffers. Confined to one thread. */
public final class Iperf2 implements Contestant {
    private static final int PORT = 5001;
    private static final String LARGEST_WINDOW = "4M";
    private static final String TCP_CHUNK = "1M";
    private static final Duration READY = Duration.ofSeconds(10);
    private static final Duration BEYOND = Duration.ofSeconds(20);

    /** For as fast as possible: it takes no 0, but tries whatever rate it is told. */
    private static final String BEYOND_REACH = "100g";

    private final String name;
    private final String program;
    private final Lane lane;
    private final Path folder;

    public Iperf2(String name, String program, Lane lane, Path folder) {
        this.name = name;
        this.program = program;
        this.lane = lane;
        this.folder = folder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takesPartIn(Load load) {
        return true;
    }

    @Override
    public Outcome run(Load load) throws InterruptedException {
        List<String> serve =
                new ArrayList<>(List.of(program, "-s", "-P", "1", "-y", "C", "-p", Integer.toString(PORT)));
        serve.addAll(load.isTcp() ? List.of("-l", TCP_CHUNK) : List.of("-u", "-w", LARGEST_WINDOW));
        try (Child server = Child.start(lane.farPrefix(), serve, folder)) {
            server.awaitListening(!load.isTcp(), PORT, READY);
            Duration within = Duration.ofSeconds(load.seconds()).plus(BEYOND);
            Finished client = Child.run(lane.nearPrefix(), client(load), folder, within);
            client.orFail();
            Finished served = server.await(BEYOND);
            return Iperf2Csv.outcome(served.out(), load, client.cpuSeconds(), served.cpuSeconds());
        }
    }

    private List<String> client(Load load) {
        List<String> words = new ArrayList<>(List.of(program, "-c", lane.farAddress(), "-p", Integer.toString(PORT)));
        words.addAll(List.of("-t", Integer.toString(load.seconds()), "-y", "C"));
        if (load.isTcp()) {
            words.addAll(List.of("-l", TCP_CHUNK));
            return words;
        }
        words.addAll(List.of("-u", "-l", Integer.toString(load.datagramOctets()), "-w", LARGEST_WINDOW));
        words.addAll(List.of("-b", load.isPaced() ? Long.toString(load.bitsPerSecond()) : BEYOND_REACH));
        return words;
    }
}
