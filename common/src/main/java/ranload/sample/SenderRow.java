package ranload.sample;

import java.time.Instant;
import ranload.session.Direction;
import ranload.session.SessionId;

/**
 * What the sending end offered.
 *
 * @param sentOctets UDP payload or TCP octets that the stack took
 * @param sentPackets datagrams that the stack took; 0 for TCP
 * @param notSent datagrams (TCP: octets) that were due but never offered or that the stack refused; they take no
 *     sequence number
 * @param retransmits TCP segments sent again in this sub-interval; 0 for UDP
 * @param rttMicros smoothed round-trip time: TCP_INFO, or for UDP the handshake's and feedback's; 0 unknown
 * @param congestionWindowOctets TCP congestion window at the end of the sub-interval; 0 for UDP
 * @param lateness how late writes left, against the due time of their last datagram
 * @param burstDatagrams most datagrams that one write held; 0 for TCP
 * @param cpuNanos processor time of the thread that sends, which other streams may share; -1 unknown
 * @param hostStealPercent share of this machine's processor time that its hypervisor took away; -1 unknown
 * @param nicOctets octets that the NIC's own counter saw leave in the same time, all traffic and all layers; -1 unknown
 */
public record SenderRow(
        SessionId session,
        Direction direction,
        int stream,
        int interval,
        Instant timestamp,
        long durationNanos,
        long sentOctets,
        long sentPackets,
        long notSent,
        long retransmits,
        long rttMicros,
        long congestionWindowOctets,
        Percentiles lateness,
        int burstDatagrams,
        long cpuNanos,
        double hostStealPercent,
        long nicOctets)
        implements IntervalRow {}
