package ranload.agent.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ranload.bus.AgentFacts;

/** The network interfaces of this host (of this network namespace), read anew at each call. */
public final class NicCatalogue {
    private NicCatalogue() {}

    /** Every NIC in the kernel's order, loopback included; empty when the kernel tells none. */
    public static List<AgentFacts.Nic> nics() {
        try {
            List<AgentFacts.Nic> nics = new ArrayList<>();
            for (NetworkInterface nic : NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .toList()) {
                nics.add(new AgentFacts.Nic(
                        nic.getName(), nic.isUp(), nic.isLoopback(), Math.max(0, nic.getMTU()), addresses(nic)));
            }
            return nics;
        } catch (SocketException e) {
            return List.of();
        }
    }

    /** Name of the NIC that has this address; null when none has. */
    public static String nameOf(InetAddress address) {
        try {
            NetworkInterface nic = address.isAnyLocalAddress() ? null : NetworkInterface.getByInetAddress(address);
            return nic == null ? null : nic.getName();
        } catch (SocketException e) {
            return null;
        }
    }

    /** MTU of the NIC that has this address, in octets of the IP packet; 0 when none has. */
    public static int mtuOf(InetAddress address) {
        try {
            NetworkInterface nic = address.isAnyLocalAddress() ? null : NetworkInterface.getByInetAddress(address);
            return nic == null ? 0 : Math.max(0, nic.getMTU());
        } catch (SocketException e) {
            return 0;
        }
    }

    /**
     * The address that a NIC has in place of one that it had: that one while it is there, else its first global one of
     * the same family.
     *
     * @return null when it has none
     */
    public static InetAddress currentAddress(String name, InetAddress before) {
        return seat(name).addressFor(before);
    }

    /** What connections over this NIC stand on now. */
    static NicSeat seat(String name) {
        try {
            NetworkInterface nic = name == null ? null : NetworkInterface.getByName(name);
            return nic == null
                    ? NicSeat.NONE
                    : new NicSeat(nic.getIndex(), nic.inetAddresses().toList());
        } catch (SocketException e) {
            return NicSeat.NONE;
        }
    }

    private static List<String> addresses(NetworkInterface nic) {
        return nic.inetAddresses()
                .sorted(Comparator.comparing((InetAddress a) -> a instanceof Inet4Address ? 0 : 1)
                        .thenComparing(InetAddress::isLinkLocalAddress))
                .map(IpAddresses::text)
                .toList();
    }
}
