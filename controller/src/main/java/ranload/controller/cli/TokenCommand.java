package ranload.controller.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.TokenFile;
import ranload.session.FailureException;

/** Makes, lists and takes away the tokens that a controller asks its callers for. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes the tokens that a controller asks for. Its file keeps hashes: a token is shown once, when it is made.",
            "A controller reads the file when it starts, an agent's token each time that the agent dials."
        })
final class TokenCommand implements Runnable {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigFlag config;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The token file (default: http.token_file of the configuration, for an agent agents.token_file).")
    private Path file;

    TokenCommand(Host host) {
        this.host = host;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: add, list or remove");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Makes a token, prints it on standard output, and adds its hash to the file.")
    int add(
            @Parameters(paramLabel = "NAME", description = "Whose token it is.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "viewer|operator|agent",
                            required = true,
                            description =
                                    "viewer reads; operator also starts and stops; agent only dials in, as the agent NAME.")
                    String role) {
        if (!TokenFile.ROLES.contains(role)) {
            throw CommandFailed.usage("--role", "must be viewer, operator or agent, got '" + role + "'");
        }
        Path tokens = role.equals(TokenFile.AGENT) ? fileOfAgents() : file();
        String token = asked(() -> TokenFile.add(tokens, name, role));
        spec.commandLine().getOut().println(token);
        spec.commandLine().getErr().println("this is all that is ever shown of it; " + tokens + " has its hash");
        return ExitCode.DONE;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists names and roles.")
    int list() {
        for (Path tokens : files()) {
            asked(() -> TokenFile.read(tokens))
                    .forEach(entry -> spec.commandLine().getOut().printf("%-9s %s%n", entry.role(), entry.name()));
        }
        return ExitCode.DONE;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Takes a token away.")
    int remove(@Parameters(paramLabel = "NAME", description = "Whose token it is.") String name) {
        List<Path> files = files();
        List<Path> having = files.stream().filter(tokens -> has(tokens, name)).toList();
        if (having.size() > 1) {
            throw CommandFailed.usage(
                    "--file", "is needed: " + having.get(0) + " and " + having.get(1) + " have a " + name);
        }
        Path tokens = having.isEmpty() ? files.get(0) : having.get(0);
        asked(() -> {
            TokenFile.remove(tokens, name);
            return name;
        });
        return ExitCode.DONE;
    }

    private static boolean has(Path tokens, String name) {
        return Files.exists(tokens)
                && asked(() -> TokenFile.read(tokens)).stream()
                        .anyMatch(entry -> entry.name().equals(name));
    }

    /** Those of the configuration, at least one. */
    private List<Path> files() {
        if (file != null) {
            return List.of(file);
        }
        ControllerConfig configured = config.load(host.home());
        List<Path> files = Stream.of(
                        configured.http().tokenFile(), configured.agents().tokenFile())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return files.isEmpty() ? List.of(file()) : files;
    }

    private Path file() {
        Path named = file != null ? file : config.load(host.home()).http().tokenFile();
        if (named == null) {
            throw CommandFailed.usage("--file", "is needed where the configuration names no http.token_file");
        }
        return named;
    }

    private Path fileOfAgents() {
        Path named = file != null ? file : config.load(host.home()).agents().tokenFile();
        return named != null ? named : file();
    }

    private static <T> T asked(Supplier<T> step) {
        try {
            return step.get();
        } catch (FailureException e) {
            throw new CommandFailed(ExitCode.FAILED, e.failure().message());
        }
    }
}
