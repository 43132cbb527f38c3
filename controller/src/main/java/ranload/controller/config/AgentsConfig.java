package ranload.controller.config;

import java.nio.file.Path;

/**
 * Where agents dial in; always by TLS, always with a token.
 *
 * @param host address to listen on
 * @param port 1 to 65,535, or 0 for any free one; null when none dials in
 * @param tls certificate and key; null for none, with which it does not listen
 * @param tokenFile file with the agents' tokens; null for none, with which it does not listen
 */
public record AgentsConfig(String host, Integer port, HttpConfig.TlsConfig tls, Path tokenFile) {
    /** Nobody dials in. */
    public static final AgentsConfig NONE = new AgentsConfig("0.0.0.0", null, null, null);

    public AgentsConfig {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("agents.host: must be an address of this machine");
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("agents.port: must be 0 to 65535, got " + port);
        }
    }

    /** True where it listens at all. */
    public boolean isOn() {
        return port != null;
    }
}
