package ranload.sample;

import java.time.Instant;
import ranload.session.Direction;
import ranload.session.SessionId;

/**
 * What the receiving end measured: the truth of its direction.
 *
 * @param octets UDP payload received (each datagram once: duplicates left out), or TCP octets read
 * @param packets datagrams received, duplicates left out; 0 for TCP
 * @param expected datagrams of this sub-interval by sequence number (received or lost)
 * @param lost datagrams of this sub-interval that have not arrived; never negative
 * @param reordered datagrams with a sequence number below the next expected one (RFC 4737 section 3)
 * @param duplicates further copies of datagrams already received; they lower no loss
 * @param jitterNanos interarrival jitter at the end of the sub-interval (RFC 3550 section 6.4.1); 0 for TCP
 * @param socketDrops datagrams that this host's socket dropped for want of buffer, part of {@code lost}
 * @param lossRuns how {@code lost} falls into runs
 * @param reorderExtentMax how far, in datagrams, the worst of {@code reordered} came too late: the reordering extent of
 *     RFC 4737 section 4.2.1; 0 when none did. Left out are those that lie below the window of duplicates
 * @param delayVariation one-way delay of each datagram above the least seen so far in the stream (RFC 5481 section 4.2);
 *     zeros for TCP. The clocks of the two ends need not agree, but what they drift apart is part of it
 * @param hostStealPercent share of this machine's processor time that its hypervisor took away; -1 unknown
 * @param nicOctets octets that the NIC's own counter saw arrive in the same time, all traffic and all layers; -1 unknown
 */
public record ReceiverRow(
        SessionId session,
        Direction direction,
        int stream,
        int interval,
        Instant timestamp,
        long durationNanos,
        long octets,
        long packets,
        long expected,
        long lost,
        long reordered,
        long duplicates,
        long jitterNanos,
        long socketDrops,
        LossRuns lossRuns,
        long reorderExtentMax,
        Percentiles delayVariation,
        double hostStealPercent,
        long nicOctets)
        implements IntervalRow {}
