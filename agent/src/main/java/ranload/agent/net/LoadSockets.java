package ranload.agent.net;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import ranload.session.Failure;

/**
 * Opens the sockets that load travels on, with every option set before the first packet: NIC, TOS, no fragments.
 * All are non-blocking.
 */
public final class LoadSockets {
    private static final int SEND_BUFFER_OCTETS = 4 << 20;

    private LoadSockets() {}

    /**
     * How a socket is to be opened.
     *
     * @param nic device to bind to, null for none
     * @param address to bind to
     * @param port to bind to, 0 for any free one
     * @param portField published name of the field that the port came from
     */
    public record Place(boolean ipv6, String nic, InetAddress address, int port, int tos, String portField) {
        /** The same at another address and port. */
        public Place at(InetSocketAddress local) {
            return new Place(ipv6, nic, local.getAddress(), local.getPort(), tos, portField);
        }
    }

    /**
     * A bound UDP socket.
     *
     * @throws ranload.session.FailureException {@code nic_bind_failed}, {@code port_in_use},
     *     {@code address_not_available}, {@code port_not_allowed} or {@code socket_failed}
     */
    public static LinuxSocket udp(Place place) {
        return open(LinuxSocket.newSocketDgram(place.ipv6()), place, socket -> {
            SocketTuning.forbidFragments(socket, place.ipv6());
            SocketTuning.largestReceiveBuffer(socket);
            SocketTuning.sendBuffer(socket, SEND_BUFFER_OCTETS);
        });
    }

    /**
     * A bound TCP socket that neither listens nor is connected yet.
     *
     * @throws ranload.session.FailureException as {@link #udp}
     */
    public static LinuxSocket tcp(Place place) {
        return open(LinuxSocket.newSocketStream(place.ipv6()), place, SocketTuning::tcpDefaults);
    }

    private static LinuxSocket open(LinuxSocket socket, Place place, Tuning tuning) {
        try {
            if (place.ipv6()) {
                SocketTuning.onlyIpv6(socket);
            }
            if (place.nic() != null) {
                SocketTuning.bindToNic(socket, place.nic());
            }
            SocketTuning.setTos(socket, place.ipv6(), place.tos());
            tuning.apply(socket);
            socket.bind(new InetSocketAddress(place.address(), place.port()));
            return socket;
        } catch (IOException e) {
            SocketTuning.closeQuietly(socket);
            throw bindFailure(e, place).asException();
        } catch (RuntimeException e) {
            SocketTuning.closeQuietly(socket);
            throw e;
        }
    }

    private static Failure bindFailure(IOException e, Place place) {
        String where = IpAddresses.text(place.address());
        return switch (Errno.of(e)) {
            case Errno.EADDRINUSE ->
                new Failure(
                        "port_in_use",
                        "port " + place.port() + " of " + where + " is in use; name another, or none for any free one",
                        place.portField());
            case Errno.EADDRNOTAVAIL ->
                new Failure("address_not_available", "address " + where + " is not one of this host's", "interface");
            case Errno.EACCES ->
                new Failure(
                        "port_not_allowed",
                        "port " + place.port() + " of " + where + " needs a privilege; name one above 1023",
                        place.portField());
            default -> Failure.of("socket_failed", "cannot open a socket on " + where + ": " + e.getMessage());
        };
    }

    /** Options between opening and binding. */
    @FunctionalInterface
    private interface Tuning {
        void apply(LinuxSocket socket) throws IOException;
    }
}
