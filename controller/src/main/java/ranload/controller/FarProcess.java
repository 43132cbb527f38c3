package ranload.controller;

import java.util.List;

/**
 * A far end on this machine beside {@code loopback}: a child process behind a prefix, such as one in another network
 * namespace. It is made known by whoever runs the controller in its own process; no configuration or request can name one.
 *
 * @param environment name that sessions choose it by
 * @param address where load goes
 * @param prefix words before the far agent's command, such as {@code ip netns exec far}
 */
public record FarProcess(String environment, String address, List<String> prefix) {
    public FarProcess {
        prefix = List.copyOf(prefix);
    }
}
