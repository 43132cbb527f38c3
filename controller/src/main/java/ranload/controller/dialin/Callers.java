package ranload.controller.dialin;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many connections there are that have not said yet who they are, of all hosts and of each one; whoever has an
 * IPv6 network of 64 bits is one host. Thread-safe.
 */
final class Callers {
    /** Of an IPv6 address; one of IPv4 has fewer in all. */
    private static final int NETWORK_OCTETS = 8;

    private final int most;
    private final int mostOfOneHost;
    private final Map<ByteBuffer, Integer> byHost = new HashMap<>();
    private int all;

    Callers(int most, int mostOfOneHost) {
        this.most = most;
        this.mostOfOneHost = mostOfOneHost;
    }

    /** True when there is room for one more; {@link #left} has to follow then. */
    synchronized boolean entered(InetAddress host) {
        ByteBuffer one = network(host);
        int ofHost = byHost.getOrDefault(one, 0);
        if (all >= most || ofHost >= mostOfOneHost) {
            return false;
        }
        all++;
        byHost.put(one, ofHost + 1);
        return true;
    }

    synchronized void left(InetAddress host) {
        all--;
        byHost.computeIfPresent(network(host), (known, count) -> count == 1 ? null : count - 1);
    }

    private static ByteBuffer network(InetAddress host) {
        byte[] octets = host.getAddress();
        return ByteBuffer.wrap(octets, 0, Math.min(octets.length, NETWORK_OCTETS));
    }
}
