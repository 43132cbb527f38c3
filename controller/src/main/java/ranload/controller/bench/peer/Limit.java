package ranload.controller.bench.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import ranload.controller.bench.host.Child;
import ranload.controller.bench.host.Finished;
import ranload.controller.bench.host.Lane;

/** The machine's limit: the least that a load generator can do, in C. It keeps no rate. Confined to one thread. */
public final class Limit implements Contestant {
    private static final String PORT = "5301";
    private static final Duration READY = Duration.ofSeconds(10);
    private static final Duration BEYOND = Duration.ofSeconds(20);

    private final String program;
    private final Lane lane;
    private final Path folder;

    /** @param program {@code reference.c}, compiled */
    public Limit(Path program, Lane lane, Path folder) {
        this.program = program.toString();
        this.lane = lane;
        this.folder = folder;
    }

    @Override
    public String name() {
        return "limit (C)";
    }

    @Override
    public boolean takesPartIn(Load load) {
        return !load.isPaced();
    }

    @Override
    public Outcome run(Load load) throws InterruptedException {
        String mode = load.kind() == Load.Kind.PLAIN_FLOOD ? "plain" : "segmented";
        String seconds = Integer.toString(load.seconds());
        String octets = Integer.toString(load.datagramOctets());
        List<String> receive = load.isTcp()
                ? List.of(program, "tcp-recv", lane.farAddress(), PORT)
                : List.of(program, "udp-recv", lane.farAddress(), PORT, mode);
        List<String> send = load.isTcp()
                ? List.of(program, "tcp-send", lane.farAddress(), PORT, seconds)
                : List.of(program, "udp-send", lane.farAddress(), PORT, octets, seconds, mode);
        try (Child receiver = Child.start(lane.farPrefix(), receive, folder)) {
            receiver.awaitListening(!load.isTcp(), Integer.parseInt(PORT), READY);
            Duration within = Duration.ofSeconds(load.seconds()).plus(BEYOND);
            Finished sent = Child.run(lane.nearPrefix(), send, folder, within).orFail();
            Finished received = receiver.await(BEYOND).orFail();
            return LimitJson.outcome(received.out(), load.isTcp(), sent.cpuSeconds(), received.cpuSeconds());
        }
    }
}
