package ranload.agent.pacing;

import java.util.concurrent.TimeUnit;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.StreamSpec;

/**
 * How many datagrams leave in one segmented write. A constant rate keeps every datagram on its own while a gap is longer
 * than a send takes; beyond, or where the processor is to be spared, a write covers as much line time as the user
 * allows.
 */
public final class Bursts {
    /** Gaps from here on are kept one by one; below, a send costs about as much time as the gap. */
    private static final long SINGLE_FROM_NANOS = 10_000;

    /** UDP's 65,507 octets, of which IPv6 and its options may take some. */
    private static final int MAX_WRITE_OCTETS = 65_000;

    /** Segments that Linux 6.9 and newer cut one write into. */
    private static final int MAX_SEGMENTS = 128;

    /** Segments that every Linux which has segmentation can cut one write into. */
    public static final int ALWAYS_SEGMENTS = 64;

    private Bursts() {}

    /** Datagrams in one segmented write at most. */
    public static int largest(int datagramOctets) {
        return Math.max(1, Math.min(MAX_SEGMENTS, MAX_WRITE_OCTETS / datagramOctets));
    }

    /** Datagrams to send together when the kernel can segment. */
    public static int of(StreamSpec stream) {
        int octets = stream.datagramOctets();
        if (stream.maxBurstMicros() == 0) {
            return 1;
        }
        if (!(stream.rate() instanceof RateProfile.Constant constant)) {
            return largest(octets);
        }
        long gapNanos = new ConstantSchedule(constant.rate(), octets).dueNanos(1);
        if (gapNanos >= SINGLE_FROM_NANOS && stream.pacing() != Pacing.ECONOMY) {
            return 1;
        }
        long allowed = TimeUnit.MICROSECONDS.toNanos(stream.maxBurstMicros()) / Math.max(1, gapNanos);
        return (int) Math.max(1, Math.min(largest(octets), allowed));
    }
}
