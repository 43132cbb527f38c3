package ranload.controller.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ranload.controller.LaunchPaths;
import ranload.deploy.ssh.PassphraseSource;

/**
 * Whose controller reads a configuration: that of whoever runs this, or the installed service. Immutable.
 *
 * @param file the configuration
 * @param host as that controller has it: its home, and whether there is anybody to ask for a passphrase
 * @param isService whether it is the installed one
 */
record EnvOwner(Path file, Host host, boolean isService) {
    private static final Path SERVICE_HOME = Path.of("/var/lib/ran-load-generator");
    private static final String UID = "unix:uid";
    private static final String SERVICE_USER = "ran-load-generator";
    private static final Pattern COPY_ID = Pattern.compile("ssh-copy-id -i (\\S+) (-p \\d+ \\S+@[^\\s`]+)");

    static EnvOwner of(Path file, Host host) {
        boolean isService = file.equals(ConfigFlag.INSTALLED) && Files.isDirectory(SERVICE_HOME);
        LaunchPaths own = host.launchPaths();
        LaunchPaths paths = isService
                ? own.withUser(SERVICE_HOME, new PassphraseSource.None())
                : own.withUser(host.home(), PassphrasePrompt.once(own.passphrase()));
        return new EnvOwner(
                file, new Host(paths, host.username(), host.terminal(), host.scratch(), host.faults()), isService);
    }

    /** Complains about a file, of the flag named, that the controller could not read. */
    void refuseForeign(String flag, Path secret) {
        try {
            if (isService && secret != null && !Files.getAttribute(secret, UID).equals(uid())) {
                Path kept = SERVICE_HOME.resolve(".ssh").resolve(secret.getFileName());
                throw CommandFailed.usage(
                        flag,
                        "the service's user ran-load-generator cannot read " + secret
                                + "; give it a copy with `sudo install -D -o ran-load-generator -g ran-load-generator -m"
                                + " 600 " + secret + " " + kept + "`, and name that");
            }
        } catch (IOException e) {
            throw CommandFailed.usage(flag, "cannot look at " + secret + ": " + e.getMessage());
        }
    }

    /**
     * The same command by the user whom the controller runs as: what it makes is that user's, and a link that somebody
     * left in that user's folders leads nowhere that this user may not write to.
     */
    List<String> asUser(List<String> command) {
        return isService
                ? Stream.concat(Stream.of("runuser", "-u", SERVICE_USER, "--"), command.stream())
                        .toList()
                : command;
    }

    /**
     * Words that may tell to let a key in at a server, as they are right for this owner: ssh-copy-id cannot read a key of
     * the service, and as root it would not log in as whoever sits here may.
     */
    String said(String words) {
        return isService
                ? COPY_ID.matcher(words)
                        .replaceAll(
                                "sudo cat $1 | ssh $2 'umask 077; mkdir -p .ssh; { echo; cat; } >>.ssh/authorized_keys'")
                : words;
    }

    /** The command that makes a key of this owner. */
    String toMake(Path key) {
        return isService
                ? "sudo -u " + SERVICE_USER + " sh -c \"mkdir -p -m 700 " + key.getParent()
                        + " && ssh-keygen -t ed25519 -N '' -f " + key + "\""
                : "ssh-keygen -t ed25519 -f " + key;
    }

    /** What makes a controller see a change. */
    String restart() {
        return isService
                ? "the service sees it after `sudo systemctl restart sessionControllerServer`, which stops its sessions"
                : "a controller that runs with this file already has to be ended and started again to see it";
    }

    private static Object uid() throws IOException {
        return Files.getAttribute(SERVICE_HOME, UID);
    }
}
