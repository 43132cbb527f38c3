package ranload.session;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One 5-tuple of load within a session. A stream of a session in both directions carries both on its one 5-tuple.
 *
 * @param index 0 to streams - 1
 * @param directions which directions it carries
 * @param transport UDP or TCP
 * @param rate offered load of each direction of this stream
 * @param datagramOctets UDP payload of one datagram
 * @param tos IPv4 TOS or IPv6 traffic class octet
 * @param maxBurstMicros how much line time at the offered rate one write may cover, 0 to 50,000 us; 0: every datagram on
 *     its own; null is taken as the default
 * @param pacing how much processor time the sender spends on leaving in time; null is taken as the default
 * @param omitSeconds leading seconds that its histogram leaves out; null is taken as none
 * @param nearPort port at the near end, 0 for any free one
 * @param farPort port at the far end, 0 for any free one (known before the near side is prepared)
 */
public record StreamSpec(
        int index,
        DirectionChoice directions,
        Transport transport,
        RateProfile rate,
        int datagramOctets,
        int tos,
        @JsonProperty("max_burst") Integer maxBurstMicros,
        Pacing pacing,
        @JsonProperty("omit") Integer omitSeconds,
        int nearPort,
        int farPort) {

    public StreamSpec {
        // Plans that were stored before these existed are read back too.
        maxBurstMicros = maxBurstMicros == null ? SessionRequest.DEFAULT_MAX_BURST_MICROS : maxBurstMicros;
        pacing = pacing == null ? Pacing.BALANCED : pacing;
        omitSeconds = omitSeconds == null ? 0 : omitSeconds;
    }

    /** The same stream with the port that the far end has opened. */
    public StreamSpec withFarPort(int openedPort) {
        return new StreamSpec(
                index,
                directions,
                transport,
                rate,
                datagramOctets,
                tos,
                maxBurstMicros,
                pacing,
                omitSeconds,
                nearPort,
                openedPort);
    }
}
