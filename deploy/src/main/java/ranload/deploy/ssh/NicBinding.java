package ranload.deploy.ssh;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * The NIC that a connection must leave through.
 *
 * @param nicName its name, 1 to 15 octets
 * @param localAddress the address of it that the connection comes from; null when the kernel may choose
 */
public record NicBinding(String nicName, InetAddress localAddress) {
    /** The kernel's IFNAMSIZ less the closing zero. */
    private static final int MAX_NAME_OCTETS = 15;

    public NicBinding {
        int octets = nicName.getBytes(StandardCharsets.UTF_8).length;
        if (octets == 0 || octets > MAX_NAME_OCTETS) {
            throw new IllegalArgumentException(
                    "interface: a NIC's name has 1 to " + MAX_NAME_OCTETS + " octets, got '" + nicName + "'");
        }
    }
}
