package ranload.controller;

import java.util.Optional;
import java.util.stream.Stream;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.EnvironmentConfig;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Launchers;
import ranload.deploy.AgentJvm;
import ranload.deploy.AgentLauncher;
import ranload.deploy.process.ProcessLauncher;
import ranload.deploy.ssh.NicBinding;

/** Starts agents as the configuration says: child processes on this machine, SSH elsewhere. Immutable. */
final class ConfiguredLaunchers implements Launchers {
    private final ControllerConfig config;
    private final LaunchPaths paths;

    ConfiguredLaunchers(ControllerConfig config, LaunchPaths paths) {
        this.config = config;
        this.paths = paths;
    }

    @Override
    public AgentLauncher near() {
        return new ProcessLauncher(paths.nearPrefix(), paths.java(), paths.agentJar(), AgentJvm.FLAGS);
    }

    @Override
    public AgentLauncher far(Environment environment, NicBinding through) {
        FarProcess beside = paths.farProcess();
        if (beside != null && beside.environment().equals(environment.name())) {
            return new ProcessLauncher(beside.prefix(), paths.java(), paths.agentJar(), AgentJvm.FLAGS);
        }
        return environment.builtIn()
                ? near()
                : paths.sshLauncher(config.servers().get(environment.name()), through);
    }

    /** The far ends that can be chosen. A near agent behind a prefix has NICs that this process cannot bind SSH to. */
    Environments environments() {
        Stream<Environment> configured =
                config.servers().entrySet().stream().map(entry -> environment(entry.getKey(), entry.getValue()));
        Stream<Environment> beside = Optional.ofNullable(paths.farProcess()).stream()
                .map(far -> new Environment(far.environment(), far.address(), 0, null, null, false, false));
        return new Environments(Stream.concat(configured, beside).toList());
    }

    private Environment environment(String name, EnvironmentConfig server) {
        boolean throughNic = server.sshVia().equals(EnvironmentConfig.VIA_NIC)
                && paths.nearPrefix().isEmpty();
        return new Environment(
                name, server.hostname(), server.sshPort(), server.username(), server.dataAddress(), throughNic, false);
    }
}
