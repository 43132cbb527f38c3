package ranload.agent.pacing;

import ranload.session.RateProfile;

/** How many datagrams leave together. */
public final class Bursts {
    /** Gaps from here on are kept one by one; below, a send costs about as much time as the gap. */
    private static final long SINGLE_FROM_NANOS = 10_000;

    /** Line time that a burst may cover. */
    private static final long MAX_BURST_NANOS = 100_000;

    /** What one segmented write may hold: UDP's 65,507 octets, and as many segments as any kernel takes. */
    private static final int MAX_WRITE_OCTETS = 65_507;

    private static final int MAX_SEGMENTS = 64;

    private Bursts() {}

    /** Datagrams in one segmented write at most. */
    public static int largest(int datagramOctets) {
        return Math.max(1, Math.min(MAX_SEGMENTS, MAX_WRITE_OCTETS / datagramOctets));
    }

    /** Datagrams to send together at this rate when the kernel can segment. */
    public static int of(RateProfile rate, int datagramOctets) {
        if (rate instanceof RateProfile.Constant constant) {
            long gapNanos = new ConstantSchedule(constant.rate(), datagramOctets).dueNanos(1);
            if (gapNanos >= SINGLE_FROM_NANOS) {
                return 1;
            }
            return (int) Math.min(largest(datagramOctets), MAX_BURST_NANOS / Math.max(1, gapNanos));
        }
        return largest(datagramOctets);
    }
}
