package ranload.controller.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import ranload.controller.config.EnvironmentConfig;

/** The flags that describe a server instead of naming a configured far end. */
final class ServerFlags {
    private static final Map<String, String> FLAG_OF_KEY = Map.of(
            "agent_directory", "--agent-directory",
            "hostname", "-s",
            "ssh_port", "-p",
            "username", "-u",
            "host_key", "--host-key",
            "known_hosts", "--known-hosts",
            "interface", "-i",
            "data_address", "--data-address",
            "java", "--far-java",
            "ssh_via", "--ssh-via");

    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST",
            description = "IP address or name of any server with sshd, instead of a configured far end.")
    private String server;

    @Option(
            names = {"-p", "--ssh-port"},
            paramLabel = "PORT",
            converter = WholeNumber.class,
            description = "SSH port of -s (default: 22).")
    private Integer sshPort;

    @Option(
            names = {"-k", "--ssh-key"},
            paramLabel = "FILE",
            description = "Private key for -s (default: those that ssh would try).")
    private Path sshKey;

    @Option(
            names = {"-u", "--username"},
            paramLabel = "NAME",
            description = "Account on -s (default: yours here).")
    private String username;

    @Option(
            names = "--host-key",
            paramLabel = "SHA256:...",
            description = "The only host key to accept from -s (default: as known_hosts says).")
    private String hostKey;

    @Option(
            names = "--known-hosts",
            paramLabel = "FILE",
            description = "known_hosts file for -s (default: yours and the system's).")
    private Path knownHosts;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "First line opens the key of -s (default: asked for when the key needs one).")
    private Path passphraseFile;

    @Option(
            names = "--ssh-via",
            paramLabel = "nic|management",
            description = "Whether SSH to -s leaves through the NIC of -i or as routing says (default: nic).")
    private String sshVia;

    @Option(
            names = "--data-address",
            paramLabel = "HOST",
            description = "Where the load goes when that is not -s itself.")
    private String dataAddress;

    @Option(names = "--far-java", paramLabel = "FILE", description = "java command on -s (default: searched for).")
    private String farJava;

    @Option(
            names = "--agent-directory",
            paramLabel = "FOLDER",
            description = "Folder on -s to keep the agent in (default: ~/.cache there).")
    private String agentDirectory;

    /** The server's name or address, if one is given. */
    Optional<String> host() {
        if (server != null && server.isBlank()) {
            throw CommandFailed.usage("-s", "must be a host name or an IP address, got '" + server + "'");
        }
        return Optional.ofNullable(server);
    }

    /**
     * The server described by the flags; empty when none is.
     *
     * @param localUsername account when none is named
     * @throws CommandFailed that names the flag at fault
     */
    Optional<EnvironmentConfig> described(String localUsername) {
        if (server == null) {
            firstOfServer().ifPresent(flag -> {
                throw CommandFailed.usage(flag, "only with -s; the settings of an environment stand in --config");
            });
            return Optional.empty();
        }
        if (server.chars().allMatch(Character::isDigit)) {
            // A resolver would take a bare number for an IPv4 address.
            throw CommandFailed.usage("-s", "must be a host name or an IP address, got '" + server + "'");
        }
        requireFile("-k", sshKey);
        requireFile("--known-hosts", knownHosts);
        requireFile("--passphrase-file", passphraseFile);
        try {
            return Optional.of(new EnvironmentConfig(
                    server,
                    sshPort == null ? EnvironmentConfig.DEFAULT_SSH_PORT : sshPort,
                    username == null ? localUsername : username,
                    absolute(sshKey),
                    hostKey,
                    dataAddress,
                    sshVia == null ? EnvironmentConfig.VIA_NIC : sshVia,
                    farJava,
                    agentDirectory,
                    absolute(passphraseFile),
                    absolute(knownHosts)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, withFlag(e.getMessage()));
        }
    }

    /** Complains when a server is described and none may be. */
    void refuse(String cure) {
        Stream.concat(Stream.of("-s").filter(flag -> server != null), firstOfServer().stream())
                .findFirst()
                .ifPresent(flag -> {
                    throw CommandFailed.usage(flag, cure);
                });
    }

    private Optional<String> firstOfServer() {
        return Stream.of(
                        new Given("-p", sshPort),
                        new Given("-k", sshKey),
                        new Given("-u", username),
                        new Given("--host-key", hostKey),
                        new Given("--known-hosts", knownHosts),
                        new Given("--passphrase-file", passphraseFile),
                        new Given("--ssh-via", sshVia),
                        new Given("--data-address", dataAddress),
                        new Given("--far-java", farJava),
                        new Given("--agent-directory", agentDirectory))
                .filter(given -> given.value() != null)
                .map(Given::flag)
                .findFirst();
    }

    private record Given(String flag, Object value) {}

    /** A configuration record's complaint begins with its key. */
    static String withFlag(String message) {
        int colon = message.indexOf(':');
        String key = colon < 0 ? message : message.substring(0, colon);
        return FLAG_OF_KEY.getOrDefault(key, key) + message.substring(key.length());
    }

    /** Complains about a file that is not there to be read; null is none. */
    static void requireFile(String flag, Path file) {
        if (file != null && Files.isDirectory(file)) {
            throw CommandFailed.usage(flag, file + " is a folder, name a file");
        }
        if (file != null && !Files.isReadable(file)) {
            throw CommandFailed.usage(flag, "cannot read the file " + file);
        }
    }

    private static Path absolute(Path file) {
        return file == null ? null : file.toAbsolutePath();
    }
}
