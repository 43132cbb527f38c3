package ranload.deploy.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A far server and everything that is needed to start an agent there.
 *
 * @param host name or address, as known_hosts has it
 * @param port 1 to 65535
 * @param username the account there
 * @param keys files of private keys, tried in this order; those that do not exist are skipped, at least one must exist
 * @param hostKey how the server proves itself
 * @param passphrase for encrypted keys
 * @param leaveThrough the NIC that SSH must use; null when routing may decide
 * @param java the {@code java} program on the server; null when it is to be searched for
 * @param directory the folder on the server whose {@code ran-load-generator/agent} keeps what the agent needs, absolute or
 *     after {@code ~/}; null for the account's cache
 * @param deadline for everything from name resolution to a running agent; then the socket is closed
 */
public record SshTarget(
        String host,
        int port,
        String username,
        List<Path> keys,
        HostKeyPolicy hostKey,
        PassphraseSource passphrase,
        NicBinding leaveThrough,
        String java,
        String directory,
        Duration deadline) {
    /** Enough to upload 15 MB at 0.5 Mbit/s; of more, what has arrived stays for the next attempt. Logging in and starting have shorter limits of their own. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);

    public SshTarget {
        requireText("hostname", host);
        requireText("username", username);
        if (java != null) {
            requireText("java", java);
        }
        if (directory != null) {
            requireText("agent_directory", directory);
            if (!directory.startsWith("/") && !directory.startsWith("~/")) {
                throw new IllegalArgumentException("agent_directory: must begin with / or ~/, got " + directory);
            }
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("ssh_port: must be 1 to 65535, got " + port);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: must be more than 0, got " + deadline);
        }
        keys = List.copyOf(keys);
    }

    /** The keys that OpenSSH would try for a user with this home folder. */
    public static List<Path> defaultKeys(Path home) {
        Path folder = home.resolve(".ssh");
        return List.of(folder.resolve("id_ed25519"), folder.resolve("id_ecdsa"), folder.resolve("id_rsa"));
    }

    /** What messages call this server: {@code user@host:port}. */
    public String describe() {
        return username + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Parameters travel to the far shell as lines, so a line break in one would begin another. */
    private static void requireText(String field, String value) {
        if (value == null || value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(field + ": must not be empty or hold control characters");
        }
    }
}
