package ranload.controller.cli.rest;

import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Where a controller listens and how it knows us.
 *
 * @param base {@code http://} or {@code https://}, host, perhaps a port and a path; no slash at the end
 * @param socket Unix domain socket that it listens on, whatever base says; null for none
 * @param token bearer token; null for none
 * @param authority file with the certificate of the authority to trust, PEM; null for the system's
 */
public record ControllerAddress(URI base, Path socket, String token, Path authority) {
    private static final String UNIX = "unix:";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /**
     * Reads a URL as a person writes it.
     *
     * @throws IllegalArgumentException that says what would be right
     */
    public static ControllerAddress parse(String url, String token, Path authority) {
        try {
            if (url.startsWith(UNIX)) {
                Path socket = Path.of(url.substring(UNIX.length()));
                if (socket.isAbsolute()) {
                    return ofSocket(socket, token);
                }
            }
            URI uri = new URI(url.replaceAll("/+$", ""));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (SCHEMES.contains(scheme) && uri.getHost() != null && uri.getRawQuery() == null) {
                return new ControllerAddress(uri, null, token, authority);
            }
        } catch (URISyntaxException | InvalidPathException e) {
            // told below like any other text that is no URL
        }
        throw new IllegalArgumentException(
                "must be a URL such as http://127.0.0.1:8080, or unix:/path/of/socket, got '" + url + "'");
    }

    /** A controller that listens on a Unix domain socket. */
    public static ControllerAddress ofSocket(Path socket, String token) {
        return new ControllerAddress(URI.create("http://localhost"), socket, token, null);
    }

    /** The place to connect to. */
    SocketAddress server() {
        return socket == null
                ? SocketAddress.inetSocketAddress(port(), host())
                : SocketAddress.domainSocketAddress(socket.toString());
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(base.getScheme());
    }

    int port() {
        return base.getPort() > 0 ? base.getPort() : isTls() ? 443 : 80;
    }

    /** Host without the brackets of an IPv6 address. */
    String host() {
        return base.getHost().replaceAll("[\\[\\]]", "");
    }

    String path(String call) {
        return (base.getRawPath() == null ? "" : base.getRawPath()) + call;
    }

    /** The URL, or the socket; never the token. */
    @Override
    public String toString() {
        return socket == null ? base.toString() : UNIX + socket;
    }
}
