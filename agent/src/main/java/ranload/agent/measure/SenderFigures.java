package ranload.agent.measure;

/**
 * One sub-interval of a sender.
 *
 * @param interval its number, from 1
 * @param endNanos its end by the sender's clock
 * @param durationNanos its length, 1 s or less
 * @param octets that the stack took
 * @param packets datagrams that the stack took; 0 for TCP
 * @param notSent datagrams (TCP: octets) that were due and did not leave
 * @param latenessP99Micros the 99th percentile of how late bursts left, to 12.5 %
 */
public record SenderFigures(
        int interval,
        long endNanos,
        long durationNanos,
        long octets,
        long packets,
        long notSent,
        long latenessP99Micros) {}
