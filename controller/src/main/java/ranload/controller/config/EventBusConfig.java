package ranload.controller.config;

import java.nio.file.Path;

/**
 * Where watchers reach the event bus by plain TCP, besides SockJS.
 *
 * @param host address to listen on
 * @param port 1 to 65,535, or 0 for any free one; null for none
 * @param socket Unix domain socket to listen on instead of host and port; null for none
 */
public record EventBusConfig(String host, Integer port, Path socket) {
    /** Nobody reaches it so. */
    public static final EventBusConfig NONE = new EventBusConfig("127.0.0.1", null, null);

    public EventBusConfig {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("event_bus.host: must be a loopback address");
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("event_bus.port: must be 0 to 65535, got " + port);
        }
        if (port != null && socket != null) {
            throw new IllegalArgumentException("event_bus: give either socket, or host and port");
        }
    }

    /** True where it listens at all. */
    public boolean isOn() {
        return port != null || socket != null;
    }
}
