package ranload.controller.config;

import java.nio.file.Path;

/**
 * How the controller is reached.
 *
 * @param host address to listen on
 * @param port 1 to 65,535, or 0 for any free one
 * @param socket Unix domain socket to listen on instead of host and port; null for none
 * @param tls certificate and key; null for plain HTTP
 * @param tokenFile file that holds the token callers must send; null for none
 * @param insecure true to listen off loopback without token and TLS
 */
public record HttpConfig(String host, int port, Path socket, TlsConfig tls, Path tokenFile, boolean insecure) {
    /** Loopback, port 8080. */
    public static final HttpConfig DEFAULT = new HttpConfig("127.0.0.1", 8080, null, null, null, false);

    public HttpConfig {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("http.host: must be an address of this machine");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("http.port: must be 0 to 65535, got " + port);
        }
    }

    /** The same on another port. */
    public HttpConfig withPort(int other) {
        return new HttpConfig(host, other, socket, tls, tokenFile, insecure);
    }

    /**
     * A certificate and its key, both PEM.
     *
     * @param certificate file with the certificate and its chain
     * @param key file with the PKCS #8 key
     */
    public record TlsConfig(Path certificate, Path key) {
        public TlsConfig {
            if (certificate == null || key == null) {
                throw new IllegalArgumentException("http.tls: needs both certificate and key");
            }
        }
    }
}
