package ranload.controller.bench.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import ranload.controller.bench.host.Child;
import ranload.controller.bench.host.Lane;

/** The independent receiver: {@code gaps.c} on the far NIC while somebody makes load. Confined to one thread. */
public final class Tap implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(10);
    private static final int MAX_SECONDS = 600;

    private final Child child;

    private Tap(Child child) {
        this.child = child;
    }

    /**
     * Begins to look; the tap is in place when this returns.
     *
     * @param program {@code gaps.c}, compiled
     * @param trim left out at the beginning and at the end of the stream
     */
    public static Tap open(Path program, Lane lane, Path folder, Load load, Duration trim) throws InterruptedException {
        List<String> words = List.of(
                program.toString(),
                lane.farNic(),
                Integer.toString(load.datagramOctets()),
                Long.toString(load.bitsPerSecond()),
                Integer.toString(MAX_SECONDS),
                Long.toString(trim.toMillis()));
        Tap tap = new Tap(Child.start(lane.farPrefix(), words, folder));
        try {
            tap.child.awaitSaid("ready", READY);
            return tap;
        } catch (RuntimeException | InterruptedException e) {
            tap.close();
            throw e;
        }
    }

    /** Ends it, and says what it saw. */
    public Evenness read() throws InterruptedException {
        return Evenness.parse(child.end().out());
    }

    @Override
    public void close() {
        child.close();
    }
}
