package ranload.controller.session;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import ranload.session.Failure;

/** Reads addresses without ever asking a name server, and says which addresses may be a far end. */
final class Addressing {
    private static final InetAddress CLOUD_METADATA = literal("169.254.169.254").orElseThrow();
    private static final InetAddress BROADCAST = literal("255.255.255.255").orElseThrow();

    private Addressing() {}

    /** The address that this text spells, if it spells one; an IPv6 zone is left out. */
    static Optional<InetAddress> literal(String text) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets, got " + octets.length, e);
        }
    }

    static List<InetAddress> literals(List<String> texts) {
        return texts.stream().flatMap(text -> literal(text).stream()).toList();
    }

    /** True for the spellings of this machine that an operator writes down on purpose. */
    static boolean spellsLoopback(String host) {
        return host.equals("localhost")
                || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    static boolean sameFamily(InetAddress a, InetAddress b) {
        return (a instanceof Inet4Address) == (b instanceof Inet4Address);
    }

    /**
     * Refuses addresses that are no single far host, or that a name should never lead to.
     *
     * @param local where load leaves
     * @param loopbackMeant true when the configuration itself says loopback
     * @throws ranload.session.FailureException {@code far_address_refused}
     */
    static void requireFarHost(InetAddress far, InetAddress local, boolean loopbackMeant, String host) {
        String what = null;
        if (far.isMulticastAddress()) {
            what = "a multicast address";
        } else if (far.isAnyLocalAddress() || (far instanceof Inet4Address && far.getAddress()[0] == 0)) {
            what = "an unspecified address";
        } else if (far.equals(BROADCAST)) {
            what = "the broadcast address";
        } else if (far.equals(CLOUD_METADATA)) {
            what = "a metadata service's address";
        } else if (far.isLinkLocalAddress() && !local.isLinkLocalAddress()) {
            what = "a link-local address, which the chosen interface is not";
        } else if (far.isLoopbackAddress() && !loopbackMeant) {
            what = "a loopback address; use the environment loopback, or write the address into the configuration";
        }
        if (what != null) {
            String text = "environment: load cannot go to " + host + ": " + far.getHostAddress() + " is " + what;
            throw new Failure("far_address_refused", text, "environment").asException();
        }
    }
}
