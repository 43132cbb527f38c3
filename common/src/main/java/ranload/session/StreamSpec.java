package ranload.session;

/**
 * One 5-tuple of load within a session. A stream of a session in both directions carries both on its one 5-tuple.
 *
 * @param index 0 to streams - 1
 * @param directions which directions it carries
 * @param transport UDP or TCP
 * @param rate offered load of each direction of this stream
 * @param datagramOctets UDP payload of one datagram
 * @param tos IPv4 TOS or IPv6 traffic class octet
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
        int nearPort,
        int farPort) {

    /** The same stream with the port that the far end has opened. */
    public StreamSpec withFarPort(int openedPort) {
        return new StreamSpec(index, directions, transport, rate, datagramOctets, tos, nearPort, openedPort);
    }
}
