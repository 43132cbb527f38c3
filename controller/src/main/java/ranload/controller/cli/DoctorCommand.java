package ranload.controller.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.bus.BuildInfo;
import ranload.controller.LaunchPaths;
import ranload.controller.cli.rest.RestFailure;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.EnvironmentConfig;
import ranload.controller.config.NearEnd;
import ranload.deploy.AgentJvm;
import ranload.deploy.DoctorStep;
import ranload.deploy.process.ProcessLauncher;
import ranload.deploy.ssh.NicBinding;
import ranload.link.AgentSettings;
import ranload.session.AgentId;

/** Walks the way to a far end and says of each step what is right or what to do. */
@Command(
        name = "doctor",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Walks the way to a far end step by step, up to an agent that starts there and ends again, and says of"
                    + " each step what is right or what to do."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final AgentId AGENT = new AgentId("doctor");

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ENVIRONMENT",
            description = "A configured far end; or describe one with -s.")
    private String environment;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "NIC",
            description =
                    "Name of the interface that SSH must leave through (default: as routing says). NAME:nic, that of an"
                            + " agent that dials in, is looked at by its controller, which walks the rest of the way too.")
    private String nic;

    @Mixin
    private ControllerFlags controller;

    @Mixin
    private ServerFlags server;

    @Mixin
    private ConfigFlag config;

    DoctorCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if ((environment == null) == server.host().isEmpty()) {
            throw CommandFailed.usage("ENVIRONMENT", "name one far end: a configured one, or a server with -s");
        }
        return print(steps(), spec.commandLine().getOut()) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private List<DoctorStep> steps() {
        boolean isDialled = nic != null && !NearEnd.of(nic).isBesideController();
        if (isDialled || controller.isNamed()) {
            return askController(isDialled);
        }
        controller.refuseUnnamed();
        return ControllerConfig.LOOPBACK.equals(environment) ? examineThisMachine() : examine(host, farEnd(), nic);
    }

    /** What walks there is not this process: agents dial in to a controller that runs. */
    private List<DoctorStep> askController(boolean isDialled) {
        String why = isDialled ? "an agent that dials in" : "--controller";
        server.refuse("not with " + why + ": a controller knows its own environments");
        if (config.isGiven()) {
            throw CommandFailed.usage("--config", "not with " + why + ": a controller has its own configuration");
        }
        try (Connection connection = Connection.to(controller.address())) {
            return connection.client().examine(environment, nic).stream()
                    .map(JsonObject.class::cast)
                    .map(step -> new DoctorStep(
                            step.getString("name"),
                            step.getBoolean("ok"),
                            step.getString("finding"),
                            step.getString("cure")))
                    .toList();
        } catch (RestFailure e) {
            throw e.isAnswer() || !isDialled ? CommandFailed.of(e, "ENVIRONMENT") : unreachable(e);
        }
    }

    private CommandFailed unreachable(RestFailure e) {
        return new CommandFailed(
                ExitCode.NO_CONTROLLER,
                "only the controller that agent " + NearEnd.of(nic).agent() + " dials can look at " + nic
                        + ": run this on its machine, or name it with --controller; " + e.getMessage());
    }

    /** A line for each step; true when all is as it should be. */
    static boolean print(List<DoctorStep> steps, PrintWriter out) {
        for (DoctorStep step : steps) {
            out.printf("%-5s %-18s %s%n", step.ok() ? "ok" : "WRONG", step.name(), step.finding());
            if (!step.cure().isEmpty()) {
                out.printf("%-24s %s%n", "", "-> " + step.cure());
            }
        }
        out.flush();
        return steps.stream().allMatch(DoctorStep::ok);
    }

    private EnvironmentConfig farEnd() {
        Optional<EnvironmentConfig> described = server.described(host.username());
        if (described.isPresent()) {
            return described.get();
        }
        ControllerConfig known = config.load(host.home());
        return Optional.ofNullable(known.servers().get(environment))
                .orElseThrow(() -> CommandFailed.usage(
                        "ENVIRONMENT",
                        "no '" + environment + "' is configured; there are " + ControllerConfig.LOOPBACK
                                + known.servers().keySet().stream()
                                        .map(name -> ", " + name)
                                        .reduce("", String::concat)));
    }

    /**
     * Walks the way to a server.
     *
     * @param nic that SSH must leave through where the environment says so; null when routing may decide
     */
    static List<DoctorStep> examine(Host host, EnvironmentConfig farEnd, String nic) {
        try {
            return host.launchPaths().sshLauncher(farEnd, binding(farEnd, nic)).examine(settings());
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, ServerFlags.withFlag(e.getMessage()));
        }
    }

    /** The NIC that SSH must leave through; null when routing may decide. */
    static NicBinding binding(EnvironmentConfig farEnd, String nic) {
        return nic != null && farEnd.sshVia().equals(EnvironmentConfig.VIA_NIC) ? new NicBinding(nic, null) : null;
    }

    private List<DoctorStep> examineThisMachine() {
        LaunchPaths paths = host.launchPaths();
        return new ProcessLauncher(paths.nearPrefix(), paths.java(), paths.agentJar(), AgentJvm.FLAGS)
                .examine(settings());
    }

    private static AgentSettings settings() {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        return new AgentSettings(
                HexFormat.of().formatHex(nonce),
                AGENT,
                AGENT.value(),
                BuildInfo.current().buildId(),
                null);
    }
}
