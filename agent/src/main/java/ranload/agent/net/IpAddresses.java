package ranload.agent.net;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import ranload.session.Failure;

/** Textual IP addresses to and fro, never asking a name server. */
public final class IpAddresses {
    private IpAddresses() {}

    /** The address as text: compressed for IPv6, without a scope. */
    public static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    /**
     * The address that this text names.
     *
     * @param text IPv4 or IPv6 address
     * @param nic gives a link-local IPv6 address its scope; null when there is none
     * @throws ranload.session.FailureException {@code bad_address} when it is none
     */
    public static InetAddress parse(String text, String nic) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null) {
            throw Failure.of("bad_address", "'" + text + "' is not an IP address")
                    .asException();
        }
        try {
            InetAddress address = InetAddress.getByAddress(octets);
            if (nic != null && address instanceof Inet6Address && address.isLinkLocalAddress()) {
                NetworkInterface scope = NetworkInterface.getByName(nic);
                return scope == null ? address : Inet6Address.getByAddress(null, octets, scope);
            }
            return address;
        } catch (UnknownHostException | SocketException e) {
            throw new IllegalStateException("octets of a parsed address", e);
        }
    }

    /** The any-address of a family. */
    public static InetAddress any(boolean ipv6) {
        return parse(ipv6 ? "::" : "0.0.0.0", null);
    }
}
