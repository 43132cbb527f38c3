package ranload.agent.measure;

import ranload.sample.LossRuns;
import ranload.sample.Percentiles;

/**
 * One sub-interval of a receiver.
 *
 * @param interval its number, from 1
 * @param endNanos its end by the receiver's clock
 * @param durationNanos its length, 1 s or less
 * @param octets UDP payload without duplicates, or TCP octets, that arrived in it
 * @param packets datagrams that arrived in it, duplicates left out
 * @param expected sequence numbers that lie in it
 * @param lost those of them that have not arrived
 * @param reordered datagrams that arrived in it below the next expected sequence number
 * @param duplicates further copies that arrived in it
 * @param jitterNanos interarrival jitter at its end
 * @param socketDrops growth of the socket's drop counter
 * @param lossRuns how {@code lost} falls into runs
 * @param reorderExtentMax the greatest reordering extent of {@code reordered}, RFC 4737 section 4.2.1
 * @param delayVariation one-way delay above the least so far in the stream
 * @param hostStealPercent as the given source says, -1 unknown
 * @param nicOctets growth of the NIC's counter, -1 unknown
 */
public record ReceiverFigures(
        int interval,
        long endNanos,
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
        long nicOctets) {}
