package ranload.agent.net.nio;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets.Place;
import ranload.agent.net.NicCatalogue;
import ranload.session.Failure;

/**
 * In place of binding a socket to a NIC, which Java cannot: binding it to an address of that NIC, and refusing a peer to
 * which the kernel's route is not known to leave over it. A route that depends on the source address alone is not seen
 * here, and refused.
 */
final class NicRoute {
    private NicRoute() {}

    /**
     * The address to bind to: the place's own, or one of its NIC when it has none.
     *
     * @throws ranload.session.FailureException {@code nic_bind_failed} when the NIC is not there or has no such address
     */
    static InetAddress source(Place place) {
        String nic = place.nic();
        if (nic == null) {
            return place.address();
        }
        if (!exists(nic)) {
            throw failed(nic, "there is none of this name; check the name");
        }
        InetAddress own = NicCatalogue.currentAddress(nic, place.address());
        if (own == null) {
            throw failed(nic, "it has no " + (place.ipv6() ? "IPv6" : "IPv4") + " address; give it one");
        }
        if (!place.address().isAnyLocalAddress() && !own.equals(place.address())) {
            throw failed(
                    nic, "it does not have the address " + IpAddresses.text(place.address()) + "; name one of its own");
        }
        return own;
    }

    /**
     * Checks that the kernel's route to a peer leaves over a NIC: a socket that is connected to the peer, and to no
     * address of its own, has got one of that NIC.
     *
     * @param nic null for any
     * @throws ranload.session.FailureException {@code nic_bind_failed} naming the NIC, the way taken and the cure
     */
    static void require(String nic, InetSocketAddress peer) {
        if (nic == null) {
            return;
        }
        String over;
        try {
            over = nicTo(peer);
        } catch (IOException e) {
            throw failed(nic, "there is no route to " + IpAddresses.text(peer.getAddress()) + ": " + e.getMessage());
        }
        if (!nic.equals(over)) {
            throw failed(
                    nic,
                    "the route to " + IpAddresses.text(peer.getAddress()) + " leaves over "
                            + (over == null ? "another" : over) + ", and without native epoll only the route decides;"
                            + " route it over " + nic + ", or run the agent where native epoll works");
        }
    }

    private static String nicTo(InetSocketAddress peer) throws IOException {
        if (NicCatalogue.nameOf(peer.getAddress()) != null) {
            // What this host sends to an address of its own goes over loopback, whichever NIC has the address.
            return NicCatalogue.nameOf(InetAddress.getLoopbackAddress());
        }
        var family =
                peer.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel probe = DatagramChannel.open(family)) {
            probe.connect(peer);
            return NicCatalogue.nameOf(((InetSocketAddress) probe.getLocalAddress()).getAddress());
        }
    }

    private static boolean exists(String nic) {
        try {
            return NetworkInterface.getByName(nic) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static RuntimeException failed(String nic, String why) {
        return new Failure("nic_bind_failed", "cannot bind a socket to NIC '" + nic + "': " + why, "interface")
                .asException();
    }
}
