package ranload.agent.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A TCP socket that load travels on. Confined to its event loop. */
public interface TcpSocket extends LoadSocket {
    /**
     * Begins to connect. Once {@link #register registered}, also a connection that is made at once is told of as
     * writable.
     *
     * @throws ranload.session.FailureException {@code nic_bind_failed} when the way to this peer is known not to leave
     *     over the socket's NIC
     */
    void connect(InetSocketAddress peer) throws IOException;

    /** True when the connection is there; false when it is still to be waited for. */
    boolean finishConnect() throws IOException;

    InetSocketAddress remoteAddress();

    /**
     * Writes the first so many octets of a buffer.
     *
     * @return how many were taken
     */
    int send(LoadBuffer buffer, int octets) throws IOException;

    /**
     * Reads to a buffer, from one index to before another.
     *
     * @return how many octets; 0 when nothing is there, less when nothing will come any more
     */
    int receive(LoadBuffer buffer, int from, int to) throws IOException;

    /** The other end sees the end of what it is sent. */
    void endOutput() throws IOException;

    /** Makes closing reset the connection and discard what is not sent yet. */
    void resetOnClose() throws IOException;

    /** Closes the connection when sent data stays unacknowledged this long, where that can be had. */
    void userTimeout(int millis) throws IOException;

    /** Is writable only while fewer than this many octets wait unsent, where that can be had. */
    void unsentLimit(int octets) throws IOException;

    /** Holds about this many octets for its reader, or as many as the host allows, where that can be had. */
    void receiveRoom(int octets);

    /** Caps what TCP puts on the wire, in octets per second; false when that cannot be had. */
    boolean maxPacingRate(long octetsPerSecond);

    /** What the kernel tells of the connection from now on. */
    TcpFigures figures();
}
