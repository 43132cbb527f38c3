package ranload.agent.net;

import io.netty.channel.IoHandlerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import ranload.session.Failure;

/**
 * How this agent drives the sockets that load travels on: natively, or by Java alone. Sockets are non-blocking, and have
 * every option set before the first packet: NIC, TOS, no fragments. Thread-safe.
 */
public interface LoadSockets {
    /** What a receiver asks for: room for 5 ms of 50 Gbit/s. Takes memory only while its owner is held up. */
    int WANTED_BUFFER_OCTETS = 32 << 20;

    /** What a UDP sender asks for. */
    int SEND_BUFFER_OCTETS = 4 << 20;

    /** What results and facts say of it: {@code epoll} or {@code nio}. */
    String io();

    /** Why it is not the best that there is, and what cannot be done or measured; empty when it is the best. */
    Optional<String> shortcomings();

    /** For the event loops that the sockets are registered with. */
    IoHandlerFactory handlers();

    /** True where a loop's timer keeps to some 10 us; else it is late by up to 1 ms. */
    boolean hasFineTimers();

    /** A buffer of so many octets that the sockets can use. */
    LoadBuffer buffer(int octets);

    /** The largest receive buffer that a socket can have here, in octets; 0 when unknown. */
    int largestReceiveBufferOctets();

    /**
     * A bound UDP socket.
     *
     * @throws ranload.session.FailureException {@code nic_bind_failed}, {@code port_in_use},
     *     {@code address_not_available}, {@code port_not_allowed} or {@code socket_failed}
     */
    UdpSocket udp(Place place);

    /**
     * A bound TCP socket that is not connected yet.
     *
     * @throws ranload.session.FailureException as {@link #udp}
     */
    TcpSocket tcp(Place place);

    /**
     * A listening TCP socket.
     *
     * @param backlog connections that may wait to be accepted
     * @throws ranload.session.FailureException as {@link #udp}
     */
    TcpListener tcpListener(Place place, int backlog);

    /**
     * How a socket is to be opened.
     *
     * @param nic device to bind to, null for none
     * @param address to bind to
     * @param port to bind to, 0 for any free one
     * @param portField published name of the field that the port came from
     */
    record Place(boolean ipv6, String nic, InetAddress address, int port, int tos, String portField) {
        /** The same at another address and port. */
        public Place at(InetSocketAddress local) {
            return new Place(ipv6, nic, local.getAddress(), local.getPort(), tos, portField);
        }

        /** What it means that a socket cannot be opened here. */
        public Failure refused(IOException e) {
            String where = IpAddresses.text(address);
            return switch (Errno.of(e)) {
                case Errno.EADDRINUSE ->
                    new Failure(
                            "port_in_use",
                            "port " + port + " of " + where + " is in use; name another, or none for any free one",
                            portField);
                case Errno.EADDRNOTAVAIL ->
                    new Failure(
                            "address_not_available", "address " + where + " is not one of this host's", "interface");
                case Errno.EACCES ->
                    new Failure(
                            "port_not_allowed",
                            "port " + port + " of " + where + " needs a privilege; name one above 1023",
                            portField);
                default -> Failure.of("socket_failed", "cannot open a socket on " + where + ": " + e.getMessage());
            };
        }
    }
}
