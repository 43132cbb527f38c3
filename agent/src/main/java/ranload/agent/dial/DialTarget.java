package ranload.agent.dial;

import java.nio.file.Path;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * Where an agent dials, and as whom.
 *
 * @param host name or address of the controller
 * @param port 1 to 65,535
 * @param name who it is there, of the form of {@link AgentId#dialling}
 * @param tokenFile its first line is the token by which the controller knows it
 * @param trust how the controller is known
 */
public record DialTarget(String host, int port, AgentId name, Path tokenFile, Trust trust) {
    private static final int LARGEST_PORT = 65_535;

    /**
     * Reads what a command line says.
     *
     * @param place {@code host:port}, an IPv6 address in brackets
     * @param trust as {@link Trust#parse} takes it
     * @throws ranload.session.FailureException {@code bad_arguments} that names the flag at fault
     */
    public static DialTarget parse(String place, String name, Path tokenFile, String trust) {
        int colon = place.lastIndexOf(':');
        String host = colon < 0 ? place : place.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || host.isEmpty() || (host.contains(":") && !bracketed)) {
            throw wrong("--dial: must be HOST:PORT, an IPv6 address as [ADDRESS]:PORT, got '" + place + "'");
        }
        try {
            return new DialTarget(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    port(place.substring(colon + 1)),
                    AgentId.dialling(name),
                    tokenFile,
                    Trust.parse(trust));
        } catch (IllegalArgumentException e) {
            throw wrong("--name: " + e.getMessage());
        }
    }

    private static int port(String text) {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > LARGEST_PORT) {
            throw wrong("--dial: the port must be 1 to " + LARGEST_PORT + ", got '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static RuntimeException wrong(String what) {
        return Failure.of("bad_arguments", what).asException();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
