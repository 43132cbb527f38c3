package ranload.agent.net;

import java.net.InetAddress;
import java.util.List;

/**
 * What of a NIC a connection over it stands on: the kernel's number of the device, which a NIC that was taken out and
 * put back does not keep, and its addresses. Pure.
 *
 * @param index the kernel's number, above 0; 0 when there is no such NIC
 * @param addresses in the kernel's order; empty when there is no such NIC
 */
public record NicSeat(int index, List<InetAddress> addresses) {
    /** Of a NIC that is not there. */
    public static final NicSeat NONE = new NicSeat(0, List.of());

    public NicSeat {
        addresses = List.copyOf(addresses);
    }

    /**
     * The address that this NIC has in place of one that it had: that one while it is there, else its first global one of
     * the same family.
     *
     * @return null when it has none
     */
    public InetAddress addressFor(InetAddress before) {
        List<InetAddress> ofFamily = addresses.stream()
                .filter(address -> address.getClass() == before.getClass())
                .toList();
        return ofFamily.stream().filter(before::equals).findFirst().orElseGet(() -> ofFamily.stream()
                .filter(address -> !address.isLinkLocalAddress())
                .findFirst()
                .orElse(null));
    }

    /**
     * True when what was bound to this seat by this address of it cannot work any more, and something else could: the NIC
     * has another address instead, or is another device. A NIC that has none for the moment may get the old one back.
     *
     * @param now the same NIC's seat as it is now
     */
    public boolean isLeftFor(NicSeat now, InetAddress address) {
        InetAddress instead = now.addressFor(address);
        return addresses.contains(address) && instead != null && (now.index != index || !instead.equals(address));
    }
}
