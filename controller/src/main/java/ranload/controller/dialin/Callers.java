package ranload.controller.dialin;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many connections there are that have not said yet who they are, of all hosts and of each one. Thread-safe.
 */
final class Callers {
    private final int most;
    private final int mostOfOneHost;
    private final Map<InetAddress, Integer> byHost = new HashMap<>();
    private int all;

    Callers(int most, int mostOfOneHost) {
        this.most = most;
        this.mostOfOneHost = mostOfOneHost;
    }

    /** True when there is room for one more; {@link #left} has to follow then. */
    synchronized boolean entered(InetAddress host) {
        int ofHost = byHost.getOrDefault(host, 0);
        if (all >= most || ofHost >= mostOfOneHost) {
            return false;
        }
        all++;
        byHost.put(host, ofHost + 1);
        return true;
    }

    synchronized void left(InetAddress host) {
        all--;
        byHost.computeIfPresent(host, (known, count) -> count == 1 ? null : count - 1);
    }
}
