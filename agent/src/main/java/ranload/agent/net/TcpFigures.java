package ranload.agent.net;

/** What the kernel tells of a TCP connection; all 0 where it tells nothing. Confined to one thread. */
public interface TcpFigures {
    /** Nothing is told. */
    TcpFigures NONE = new TcpFigures() {
        @Override
        public boolean read() {
            return false;
        }

        @Override
        public int totalRetransmits() {
            return 0;
        }

        @Override
        public long rttMicros() {
            return 0;
        }

        @Override
        public long leastRttMicros() {
            return 0;
        }

        @Override
        public long receiverRttMicros() {
            return 0;
        }

        @Override
        public long congestionWindowOctets() {
            return 0;
        }

        @Override
        public int unacknowledged() {
            return 0;
        }

        @Override
        public long sinceLastAckMillis() {
            return 0;
        }
    };

    /**
     * Reads the figures as they are now; when that fails the ones read before stay.
     *
     * @return false where figures are never told
     */
    boolean read();

    /** Segments sent again since the connection began. */
    int totalRetransmits();

    /** Smoothed round-trip time, 0 before the first measurement. */
    long rttMicros();

    /** Least round-trip time of late, 0 when not known. */
    long leastRttMicros();

    /** Round-trip time as the receiver of a stream sees it, 0 when not known; a pause of the sender lengthens it. */
    long receiverRttMicros();

    /** What may be in flight, in octets. */
    long congestionWindowOctets();

    /** Segments in flight. */
    int unacknowledged();

    /** Time since the peer's last acknowledgement. */
    long sinceLastAckMillis();
}
