package ranload.agent.measure;

import ranload.sample.Percentiles;

/**
 * One sub-interval of a sender.
 *
 * @param interval its number, from 1
 * @param endNanos its end by the sender's clock
 * @param durationNanos its length, 1 s or less
 * @param octets that the stack took
 * @param packets datagrams that the stack took; 0 for TCP
 * @param notSent datagrams (TCP: octets) that were due and did not leave
 * @param lateness how late writes left
 * @param burstDatagrams most datagrams of one write; 0 for TCP
 * @param cpuNanos processor time that the sending thread spent, -1 unknown
 */
public record SenderFigures(
        int interval,
        long endNanos,
        long durationNanos,
        long octets,
        long packets,
        long notSent,
        Percentiles lateness,
        int burstDatagrams,
        long cpuNanos) {}
