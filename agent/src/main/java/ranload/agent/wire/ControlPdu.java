package ranload.agent.wire;

/** A PDU that carries a MAC: everything but load (PROTOCOL.md sections 4 and 6). */
public sealed interface ControlPdu {
    /** Which stream of the session. */
    int stream();

    /**
     * One of the four handshake PDUs.
     *
     * @param type HELLO, CHALLENGE, ANSWER or READY of {@link Pdu}
     * @param nonce the near side's
     * @param cookie the far side's, {@link Cookie#NONE} in a HELLO
     * @param octets length on the wire, padding included
     */
    record Handshake(int type, int stream, Nonce nonce, Cookie cookie, int octets) implements ControlPdu {
        /** A HELLO or ANSWER is at least this long, so that no reply to it needs to be longer. */
        public static final int MIN_REQUEST_OCTETS = 128;

        /** A handshake PDU without padding. */
        public static final int BARE_OCTETS = 72;
    }

    /**
     * A receiver's word that it is there and wants the load.
     *
     * @param unwanted the receiver has stopped and wants no more load
     * @param behind the receiving host reads more slowly than load arrives; a sender without a rate is to pause
     * @param number rises by one with each; an older one than the last seen is ignored
     * @param endSeen the sender's END has arrived and need not be repeated
     * @param holdMicros time between the arrival of the PDU that is echoed and the sending of this, at most 2^32 - 1
     * @param nextSequence one above the highest sequence number received
     * @param octets UDP payload received, duplicates left out
     * @param echoNanos send time in the newest load PDU or probe received, -1 when there is none
     */
    record Feedback(
            int stream,
            boolean endSeen,
            boolean unwanted,
            boolean behind,
            int number,
            long holdMicros,
            long nextSequence,
            long octets,
            long echoNanos)
            implements ControlPdu {}

    /**
     * A sender's word that no more load follows.
     *
     * @param asPlanned false when it was cut short
     * @param packets sequence numbers used
     * @param octets UDP payload that the stack took
     * @param atNanos since the stream's start
     */
    record End(int stream, boolean asPlanned, int number, long packets, long octets, long atNanos)
            implements ControlPdu {}

    /**
     * A paused sender's question whether the receiver is back.
     *
     * @param sentNanos since the stream's start
     */
    record Probe(int stream, int number, long sentNanos) implements ControlPdu {}
}
