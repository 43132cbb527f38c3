package ranload.controller.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as ssh's users write it: {@code user@host}, {@code user@host:port}, {@code user@[address]:port}.
 *
 * @param username account there
 * @param host name or address, without brackets
 * @param port 1 to 65,535
 */
record Destination(String username, String host, int port) {
    private static final int USUAL_PORT = 22;

    /** An address of IPv6 needs brackets only where a port follows. */
    private static final Pattern FORM = Pattern.compile("(?:(?<user>[^@:/\\s]+)@)?"
            + "(?:\\[(?<bracketed>[^\\]\\[\\s/]+)\\]"
            + "|(?<plain>[^@:\\[\\]\\s/]+)"
            + "|(?<bare>(?:[0-9A-Fa-f.]*:){2,}[0-9A-Fa-f.]*(?:%[^@:\\[\\]\\s/]+)?))"
            + "(?::(?<port>[0-9]{1,5}))?");

    /**
     * Reads one.
     *
     * @param localUsername account where none is named
     * @throws IllegalArgumentException that says what would be right
     */
    static Destination parse(String text, String localUsername) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be user@host, or user@host:port, got '" + text + "'");
        }
        String host = first(parts.group("bracketed"), parts.group("plain"), parts.group("bare"));
        if (host.chars().allMatch(Character::isDigit) || host.startsWith("-")) {
            // A resolver would take a bare number for an IPv4 address, ssh a dash for a flag.
            throw new IllegalArgumentException("must name a host or an IP address, got '" + host + "'");
        }
        int port = parts.group("port") == null ? USUAL_PORT : Integer.parseInt(parts.group("port"));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, got " + port);
        }
        return new Destination(first(parts.group("user"), localUsername), host, port);
    }

    /** The words with which ssh-copy-id lets a key in. */
    String copyId(Object key) {
        return "ssh-copy-id -i " + key + ".pub -p " + port + " " + username + "@" + host;
    }

    /** {@code user@host:port}. */
    @Override
    public String toString() {
        return username + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String first(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        throw new IllegalStateException("the form has a host");
    }
}
