package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import ranload.lab.Lab;

/** Counts the packets of SSH that get through the NAT of a lab, past whatever is cut there. Thread-safe. */
final class SshWatch {
    /** A look takes a process, so the answer is a little older than the time it comes at. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Pattern COUNTED = Pattern.compile("counter (up|down) \\{\\s*packets (\\d+)");

    private final Lab lab;

    /**
     * A time without packets, as far as looking from time to time can tell.
     *
     * @param atLeastUntilNanos a look that began then still found none
     * @param atMostUntilNanos by then one was found
     */
    record Silence(long atLeastUntilNanos, long atMostUntilNanos) {}

    private SshWatch(Lab lab) {
        this.lab = lab;
    }

    /** Begins to count in this lab. To be called once for each lab. */
    static SshWatch in(Lab lab) {
        String table = "add table inet ssh; add counter inet ssh up; add counter inet ssh down;"
                + " add chain inet ssh forward { type filter hook forward priority 20 ; };"
                + " add rule inet ssh forward tcp dport 22 counter name up;"
                + " add rule inet ssh forward tcp sport 22 counter name down";
        lab.run("nat", BOUND, "nft", table).orFail();
        return new SshWatch(lab);
    }

    /** Packets so far; way is up, towards the server, or down. */
    long packets(String way) {
        Matcher found = COUNTED.matcher(lab.run("nat", BOUND, "nft", "list counters table inet ssh")
                .orFail()
                .out());
        return Stream.iterate(found, Matcher::find, same -> same)
                .filter(counter -> counter.group(1).equals(way))
                .mapToLong(counter -> Long.parseLong(counter.group(2)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no counter " + way));
    }

    /** Waits until more than these packets have passed. */
    Silence awaitMoreThan(long packets, String way) {
        long[] lastSilent = {System.nanoTime()};
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .atMost(Scene.BOUND)
                .untilAsserted(() -> {
                    long lookedAt = System.nanoTime();
                    long now = packets(way);
                    if (now <= packets) {
                        lastSilent[0] = lookedAt;
                    }
                    assertThat(now).as("packets of SSH that went " + way).isGreaterThan(packets);
                });
        return new Silence(lastSilent[0], System.nanoTime());
    }
}
