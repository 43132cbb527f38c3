package ranload.agent.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A UDP socket that load travels on. A pacer's thread may send while the loop's thread reads. */
public interface UdpSocket extends LoadSocket {
    /** What {@link #receive} returns for a datagram with nothing in it. */
    int EMPTY = -1;

    /**
     * From here on the kernel takes datagrams of this peer only.
     *
     * @throws ranload.session.FailureException {@code nic_bind_failed} when the way to this peer is known not to leave
     *     over the socket's NIC
     */
    void connect(InetSocketAddress peer) throws IOException;

    /**
     * Sends the first so many octets of a buffer to the peer.
     *
     * @return how many were taken; 0 when there is no room now
     */
    int send(LoadBuffer buffer, int octets) throws IOException;

    /** The same to an address, from a socket that is not connected. */
    void sendTo(InetSocketAddress target, LoadBuffer buffer, int octets) throws IOException;

    /**
     * Reads one datagram, or several of equal size that the kernel has coalesced, to the beginning of a buffer.
     *
     * @param most octets; what is beyond is lost
     * @return how many octets; 0 when nothing is there, {@link #EMPTY} for a datagram without any
     */
    int receive(LoadBuffer buffer, int most) throws IOException;

    /** Where that came from which was read last; null when the socket is connected and it can only be the peer. */
    InetSocketAddress source();

    /** Lets each larger write be cut into datagrams of this size, 0 for never; false when that cannot be had. */
    boolean segmentSends(int datagramOctets);

    /** Lets several equal datagrams be handed over in one read; false when that cannot be had. */
    boolean coalesceReceives();

    /** The receive buffer that the kernel granted, in octets. */
    int receiveBufferOctets() throws IOException;

    /** Datagrams dropped for want of buffer since the socket was opened (32 bits, wraps), 0 when nobody tells. */
    int drops();

    /** How full the receive buffer is, percent; 0 when nobody tells. To be asked on the loop. */
    int bufferFillPercent();

    /** MTU of the path to the peer, or of its first link, in octets of the IP packet; 0 when unknown. */
    int pathMtu();
}
