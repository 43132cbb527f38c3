package ranload.link;

import java.time.Duration;

/**
 * When a link shows signs of life and when it is given up.
 *
 * @param pingEvery time between two pings of one side
 * @param silentAfter time without any octet from the other side after which the link is closed
 */
public record LinkTiming(Duration pingEvery, Duration silentAfter) {
    /**
     * Ping every 2 s, silent after 4 min: a radio drop of 2 min leaves the link's TCP connection alive, whose next
     * attempt to send may come as long again after it. What must not go on meanwhile ends by its own lease.
     */
    public static final LinkTiming DEFAULT = new LinkTiming(Duration.ofSeconds(2), Duration.ofMinutes(4));

    public LinkTiming {
        if (pingEvery.isZero() || pingEvery.isNegative() || silentAfter.compareTo(pingEvery.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("silent_after: at least two pings of " + pingEvery);
        }
    }
}
