package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ranload.lab.Lab;
import ranload.time.HeldUp;

/**
 * Counts load, and nothing else that agents say to each other, as it enters the NAT of a lab from either side, before
 * anything there drops it. UDP load is known by the type of its header, TCP load by its length. Thread-safe.
 */
final class LoadCounter {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Pattern COUNTED = Pattern.compile("counter (\\w+) \\{\\s*packets (\\d+)");

    private final Lab lab;

    private LoadCounter(Lab lab) {
        this.lab = lab;
    }

    /** Begins to count in this lab. To be called once for each lab. */
    static LoadCounter in(Lab lab) {
        StringBuilder table = new StringBuilder("add table inet watch; add chain inet watch forward"
                + " { type filter hook forward priority -15 ; }; ");
        for (int k = 0; k < 3; k++) {
            for (String way : new String[] {"up", "down"}) {
                String name = "ue" + k + "_" + way;
                String nic = (way.equals("up") ? "iifname" : "oifname") + " \"lan" + k + "\" ";
                String notSsh = (way.equals("up") ? "tcp dport" : "tcp sport") + " != 22 ";
                table.append("add counter inet watch ").append(name).append("; ");
                table.append("add rule inet watch forward " + nic + "meta l4proto udp @th,64,16 0x7fe5 counter name ")
                        .append(name)
                        .append("; ");
                table.append("add rule inet watch forward " + nic + notSsh + "meta length > 200 counter name ")
                        .append(name)
                        .append("; ");
            }
        }
        lab.run("nat", BOUND, "nft", table.toString()).orFail();
        return new LoadCounter(lab);
    }

    /** Packets of load so far whose counters' names begin like this: {@code ue0}, {@code ue0_up}, {@code ue}. */
    long packets(String names) {
        Matcher found = COUNTED.matcher(lab.run("nat", BOUND, "nft", "list counters table inet watch")
                .orFail()
                .out());
        long sum = 0;
        int counters = 0;
        while (found.find()) {
            if (found.group(1).startsWith(names)) {
                sum += Long.parseLong(found.group(2));
                counters++;
            }
        }
        assertThat(counters).as("counters " + names).isPositive();
        return sum;
    }

    /**
     * Fails unless, from this time after now on, not one more packet of load passes during two seconds. As much later as
     * the machine let processes wait meanwhile, since whoever hears late that it may send sends for longer.
     */
    void assertSilentWithin(String names, Duration bound) {
        HeldUp held = HeldUp.fromNow();
        Scene.hold(bound);
        if (inTwoSeconds(names) > 0) {
            Duration lost = held.lost(Scene.BUSY);
            Scene.hold(lost);
            assertThat(inTwoSeconds(names))
                    .as("packets of load on " + names + " " + bound + " after the fault, and " + lost
                            + " that the machine was held up")
                    .isZero();
        }
    }

    /** Waits until load no longer passes here. */
    void awaitNone(String names) {
        await().atMost(Scene.BOUND).until(() -> inTwoSeconds(names) == 0);
    }

    private long inTwoSeconds(String names) {
        long before = packets(names);
        Scene.hold(Duration.ofSeconds(2));
        return packets(names) - before;
    }

    /** Waits until load passes here. */
    void awaitSome(String names) {
        long before = packets(names);
        await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(packets(names))
                .as("packets of load on " + names)
                .isGreaterThan(before));
    }
}
