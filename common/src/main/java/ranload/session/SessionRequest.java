package ranload.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What somebody asked for, checked for sense but not yet for this machine. Names are the published form fields.
 *
 * @param direction which directions to load
 * @param bandwidth offered load of each direction, shared equally by its streams
 * @param durationSeconds measured time, 1 to 604,800 s
 * @param nic NIC name, local IP address, or {@code ip%nic}; of an agent that dials in with its name and a colon before
 * @param environment name of the configured far end
 * @param datagramOctets UDP payload of one datagram, 48 to 65,000 octets; for TCP not used
 * @param remotePort UDP or TCP port at the far end for stream 0 (stream k takes port + k), null for any free one
 * @param localPort likewise at the near end
 * @param tos IPv4 TOS or IPv6 traffic class octet, 0 to 255
 * @param protocol transport of the load
 * @param streams parallel streams, 1 to 128
 * @param omitSeconds leading seconds left out of the summary, 0 to 60; they run before the measured time
 * @param label free text of at most 256 characters, empty when there is none
 * @param maxBurstMicros how much line time at the offered rate one write may cover, 0 to 50,000 us; 0: every datagram on
 *     its own; null is taken as the default, and is never what this returns
 * @param pacing how much processor time a sender spends on leaving in time; null is taken as the default likewise
 */
public record SessionRequest(
        DirectionChoice direction,
        RateProfile bandwidth,
        @JsonProperty("duration") int durationSeconds,
        @JsonProperty("interface") String nic,
        String environment,
        @JsonProperty("datagram_size") int datagramOctets,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer remotePort,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer localPort,
        int tos,
        Transport protocol,
        int streams,
        @JsonProperty("omit") int omitSeconds,
        String label,
        @JsonProperty("max_burst") Integer maxBurstMicros,
        Pacing pacing) {
    /** Octets of UDP payload when the request names none. */
    public static final int DEFAULT_DATAGRAM_OCTETS = 1400;

    public static final int MIN_DATAGRAM_OCTETS = 48;
    public static final int MAX_DATAGRAM_OCTETS = 65_000;
    public static final int MAX_DURATION_SECONDS = 604_800;
    public static final int MAX_STREAMS = 128;
    public static final int MAX_OMIT_SECONDS = 60;
    public static final int MAX_LABEL_LENGTH = 256;

    /** Line time of one write when the request names none, us. */
    public static final int DEFAULT_MAX_BURST_MICROS = 100;

    public static final int LARGEST_MAX_BURST_MICROS = 50_000;

    public SessionRequest {
        require(direction != null, "direction", "u, d or b");
        require(bandwidth != null, "bandwidth", "Mbit/s, or max");
        requireRange("duration", durationSeconds, 1, MAX_DURATION_SECONDS);
        require(
                nic != null && !nic.isBlank() && nic.length() <= 128,
                "interface",
                "a NIC name, a local IP or ip%nic; of an agent that dials in NAME:nic");
        require(environment != null && !environment.isBlank(), "environment", "the name of a configured environment");
        requireRange("datagram_size", datagramOctets, MIN_DATAGRAM_OCTETS, MAX_DATAGRAM_OCTETS);
        requireRange("streams", streams, 1, MAX_STREAMS);
        requirePort("remote_port", remotePort, streams);
        requirePort("local_port", localPort, streams);
        requireRange("tos", tos, 0, 255);
        require(protocol != null, "protocol", "udp or tcp");
        requireRange("omit", omitSeconds, 0, MAX_OMIT_SECONDS);
        require(label != null && label.length() <= MAX_LABEL_LENGTH, "label", "at most 256 characters");
        // Plans of unended sessions that were stored before these two existed are read back too.
        maxBurstMicros = maxBurstMicros == null ? DEFAULT_MAX_BURST_MICROS : maxBurstMicros;
        pacing = pacing == null ? Pacing.BALANCED : pacing;
        requireRange("max_burst", maxBurstMicros, 0, LARGEST_MAX_BURST_MICROS);
    }

    private static void requirePort(String field, Integer port, int streams) {
        if (port != null) {
            requireRange(field, port, 1, 65_536 - streams);
        }
    }

    private static void requireRange(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidField(field, "must be " + min + " to " + max + ", got " + value);
        }
    }

    private static void require(boolean holds, String field, String cure) {
        if (!holds) {
            throw new InvalidField(field, "must be " + cure);
        }
    }
}
