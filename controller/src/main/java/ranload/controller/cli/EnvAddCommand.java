package ranload.controller.cli;

import java.io.PrintWriter;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.controller.LaunchPaths;
import ranload.controller.config.ConfigEdit;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.EnvironmentConfig;
import ranload.deploy.DoctorStep;
import ranload.deploy.ssh.HostKeyProbe;
import ranload.deploy.ssh.SshTarget;
import ranload.session.FailureException;

/** Walks the way to a server and writes it into the configuration once it has been seen to work. */
@Command(
        name = "add",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Adds a far end to the configuration once it has been seen to work: finds the key, asks whether the server's"
                    + " host key is the right one and pins it, walks the way up to an agent that starts there, runs a"
                    + " session of 3 s at 1 Mbit/s, and writes. Whatever fails, the configuration stays as it was.",
            "Where the installed service's configuration is meant, keys are those in /var/lib/ran-load-generator/.ssh.",
            ""
        },
        footer = {"", "  ranload env add office ubuntu@192.0.2.7 -i wwan0"})
final class EnvAddCommand implements Callable<Integer> {
    private final Host given;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "How sessions are to name it.")
    private String name;

    @Parameters(
            index = "1",
            paramLabel = "USER@HOST[:PORT]",
            description = "Any server with sshd. Without USER@: the account of your name.")
    private String destination;

    @Option(
            names = {"-k", "--ssh-key"},
            paramLabel = "FILE",
            description = "Private key (default: those that ssh would try; where there is none, one is offered).")
    private Path sshKey;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "NIC",
            description = "Name of the interface to go through (default: as routing says).")
    private String nic;

    @Option(
            names = "--host-key",
            paramLabel = "SHA256:...",
            description = "The host key that is right. Without: the one that known_hosts names, else you are asked;"
                    + " without a terminal an unknown one is refused.")
    private String hostKey;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "First line opens the key (default: asked for; a service cannot ask).")
    private Path passphraseFile;

    @Option(
            names = "--ssh-via",
            paramLabel = "nic|management",
            description = "Whether SSH leaves through the NIC under test or as routing says (default: nic).")
    private String sshVia;

    @Option(
            names = "--data-address",
            paramLabel = "HOST",
            description = "Where the load goes when that is not HOST itself.")
    private String dataAddress;

    @Option(names = "--far-java", paramLabel = "FILE", description = "java command there (default: searched for).")
    private String farJava;

    @Option(
            names = "--agent-directory",
            paramLabel = "FOLDER",
            description = "Folder there to keep the agent in (default: ~/.cache there).")
    private String agentDirectory;

    @Option(names = "--no-test", description = "Run no session.")
    private boolean untested;

    @Mixin
    private ConfigFlag config;

    EnvAddCommand(Host host) {
        this.given = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        EnvOwner owner = EnvOwner.of(config.place(given.home()), given);
        ConfigEdit edit = new ConfigEdit(owner.file(), owner.host().home());
        try {
            edit.refuse(name);
            Walked walked = walk(owner, edit.current());
            edit.add(name, walked.environment());
            tell(owner, walked.nic());
            return ExitCode.DONE;
        } catch (FailureException e) {
            throw EnvCommand.failed(e);
        }
    }

    /** What works, and through which NIC. */
    private record Walked(EnvironmentConfig environment, String nic) {}

    private void tell(EnvOwner owner, String through) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("added " + name + " to " + owner.file() + "; " + owner.restart());
        String who = owner.isService()
                ? " --controller unix:" + ControllerFlags.INSTALLED
                : config.isGiven() ? " --config " + owner.file() : "";
        out.println("  ranload startSession -e " + name + " -i " + through + " -d d -b 20 -t 10" + who);
        out.flush();
    }

    private Walked walk(EnvOwner owner, ControllerConfig known) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Destination server = server();
        EnvironmentConfig unproven = environment(server, null, hostKey);
        LaunchPaths paths = owner.host().launchPaths();
        Path key = new EnvKey(owner, server, out).find(sshKey);
        ServerFlags.requireFile("--passphrase-file", passphraseFile);
        owner.refuseForeign("--passphrase-file", passphraseFile);
        SshTarget target = asFlags(() -> paths.sshTarget(unproven, DoctorCommand.binding(unproven, nic)));
        HostKeyProbe.Shown shown = HostKeyProbe.ask(target);
        confirm(server, shown, out);
        EnvironmentConfig environment = environment(server, key, shown.fingerprint());
        List<DoctorStep> steps = DoctorCommand.examine(owner.host(), environment, nic).stream()
                .map(step -> new DoctorStep(step.name(), step.ok(), step.finding(), owner.said(step.cure())))
                .toList();
        if (!DoctorCommand.print(steps, out)) {
            throw new CommandFailed(ExitCode.FAILED, "nothing was added; do what is said above, then the same again");
        }
        String through = nic == null ? nicOf(shown) : nic;
        if (!untested) {
            new TrialSession(owner.host(), known, spec.commandLine().getErr()).run(name, environment, through);
        }
        return new Walked(environment, through);
    }

    private Destination server() {
        try {
            return Destination.parse(destination, given.username());
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage("USER@HOST[:PORT]", e.getMessage());
        }
    }

    private EnvironmentConfig environment(Destination server, Path key, String fingerprint) {
        return asFlags(() -> new EnvironmentConfig(
                server.host(),
                server.port(),
                server.username(),
                key,
                fingerprint,
                dataAddress,
                sshVia == null ? EnvironmentConfig.VIA_NIC : sshVia,
                farJava,
                agentDirectory,
                passphraseFile == null ? null : passphraseFile.toAbsolutePath().normalize(),
                null));
    }

    /** A configuration record's complaint names a key: the flag is what was written here. */
    private static <T> T asFlags(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, ServerFlags.withFlag(e.getMessage()));
        }
    }

    /** Nothing is taken without somebody's word: a flag, known_hosts, or whoever sits at the terminal. */
    private void confirm(Destination server, HostKeyProbe.Shown shown, PrintWriter out) {
        String key = shown.kind() + " " + shown.fingerprint();
        if (shown.known()) {
            out.printf(
                    "ok    %-18s %s%n",
                    "trust", hostKey == null ? "known_hosts has the host key" : "it is the host key named");
            return;
        }
        String file =
                "/etc/ssh/ssh_host_" + shown.kind().replaceFirst("^ssh-", "").replaceFirst("-.*", "") + "_key.pub";
        out.println(server + " presents the host key " + key);
        out.println("On the server, `ssh-keygen -lf " + file + "` prints the right one.");
        out.flush();
        Optional<String> answer = Question.ask("Are they the same? [yes/no/fingerprint]");
        if (answer.filter(word -> word.equalsIgnoreCase("yes") || word.equals(shown.fingerprint()))
                .isEmpty()) {
            throw CommandFailed.usage(
                    "--host-key",
                    answer.isPresent()
                            ? "not confirmed; nothing was added"
                            : "nobody has said that this host key is right; compare it, then add --host-key "
                                    + shown.fingerprint());
        }
    }

    /** The NIC that SSH has left through. */
    private static String nicOf(HostKeyProbe.Shown shown) {
        try {
            NetworkInterface left = NetworkInterface.getByInetAddress(shown.localAddress());
            if (left != null) {
                return left.getName();
            }
        } catch (SocketException gone) {
            // told below like an address that is gone
        }
        throw CommandFailed.usage(
                "-i",
                "name the interface to test with: none has the address "
                        + shown.localAddress().getHostAddress() + " any more");
    }
}
