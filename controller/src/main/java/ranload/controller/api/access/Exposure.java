package ranload.controller.api.access;

import io.netty.util.NetUtil;
import java.util.Locale;
import ranload.controller.config.HttpConfig;
import ranload.session.Failure;

/** Who can reach the place that the controller listens on. */
public enum Exposure {
    /** Whoever may open the Unix socket's file. */
    SOCKET,
    /** Every user and every browser of this machine. */
    LOOPBACK,
    /** Everybody on the network. */
    NETWORK;

    /** How far a configuration exposes the controller. A host name other than localhost counts as the network. */
    public static Exposure of(HttpConfig http) {
        if (http.socket() != null) {
            return SOCKET;
        }
        return isLoopback(http.host()) ? LOOPBACK : NETWORK;
    }

    /**
     * Refuses to listen on the network without a token and TLS, unless that is asked for in so many words.
     *
     * @throws ranload.session.FailureException {@code insecure_listen} that says what to configure
     */
    public static void requireSafe(HttpConfig http) {
        if (of(http) != NETWORK || http.insecure() || (http.tls() != null && http.tokenFile() != null)) {
            return;
        }
        String missing = http.tls() != null ? "http.token_file" : http.tokenFile() != null ? "http.tls" : "both";
        throw new Failure(
                        "insecure_listen",
                        "listening on " + http.host() + " needs http.token_file and http.tls (certificate and key), "
                                + "of which " + missing + (missing.equals("both") ? " are" : " is")
                                + " missing; or listen on 127.0.0.1 or on http.socket, or say http.insecure: true",
                        "http")
                .asException();
    }

    /** True for localhost and for the addresses of the loopback interface, without asking any name server. */
    public static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (name.equals("localhost") || name.equals("localhost.") || name.endsWith(".localhost")) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        if (address == null) {
            return false;
        }
        return address.length == 4
                ? address[0] == 127
                : name.equals("::1") || NetUtil.bytesToIpAddress(address).equals("::1");
    }

    /** True for an IP address as it stands in a Host header. */
    static boolean isAddress(String host) {
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        return NetUtil.createByteArrayFromIpAddressString(brackets ? host.substring(1, host.length() - 1) : host)
                != null;
    }
}
