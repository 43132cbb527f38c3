package ranload.controller.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.controller.config.ConfigEdit;
import ranload.session.FailureException;

/** Takes a far end out of the configuration. */
@Command(
        name = "remove",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Takes a far end out of the configuration, with the comments among its lines. Its key and what is"
                + " stored of its sessions stay.")
final class EnvRemoveCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Its name.")
    private String name;

    @Mixin
    private ConfigFlag config;

    EnvRemoveCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        EnvOwner owner = EnvOwner.of(config.place(host.home()), host);
        try {
            new ConfigEdit(owner.file(), owner.host().home()).remove(name);
        } catch (FailureException e) {
            throw EnvCommand.failed(e);
        }
        spec.commandLine().getErr().println("removed " + name + " from " + owner.file() + "; " + owner.restart());
        return ExitCode.DONE;
    }
}
