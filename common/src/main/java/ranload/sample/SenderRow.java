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
 * @param latenessP99Micros how late the 99th percentile of bursts left, against its due time
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
        long latenessP99Micros,
        long nicOctets)
        implements IntervalRow {}
