package ranload.agent;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import ranload.agent.control.Spool;
import ranload.agent.dial.Dialler;
import ranload.agent.net.LoadSockets;
import ranload.agent.policy.LocalPolicy;
import ranload.agent.policy.PolicyFiles;
import ranload.bus.BuildInfo;
import ranload.link.AgentSettings;
import ranload.link.JvmFlags;
import ranload.link.Preamble;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * The agent's process. Its stdin and stdout are the link to its controller, its stderr is its log. It reads one line
 * with its settings and ends when stdin does; one that may be resumed, and has a session open then, waits for its
 * controller to come back through another process of this kind, which is no more than the way to it. Takes the arguments
 * of {@link AgentArguments}; with those to dial it is no agent itself but keeps one connected, see {@link Dialler}. Exit
 * code 0 at its orderly end, 1 when it cannot run, 2 when it hung.
 */
public final class AgentMain {
    private static final Duration STOPPED_WITHIN = Duration.ofMillis(1_500);
    private static final Duration SPOOL_PATIENCE = Duration.ofSeconds(4);

    private AgentMain() {}

    public static void main(String[] args) throws InterruptedException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        if (List.of(args).contains("--help")) {
            System.out.print(AgentArguments.HELP);
            return;
        }
        System.setOut(System.err); // nothing but frames may go to the real one
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        int exitCode = 0;
        try {
            AgentArguments arguments = AgentArguments.parse(args);
            if (arguments.dial() != null) {
                dial(arguments);
                return;
            }
            String io = arguments.io() == null ? System.getenv("RANLOAD_AGENT_IO") : arguments.io();
            AgentSettings settings = settings(in);
            requireSameBuild(settings);
            Optional<Relay> way = Relay.to(ResumePoint.of(spoolRoot(settings), settings), settings);
            if (way.isPresent()) {
                way.get().carry(settings, in, out);
            } else {
                exitCode = run(settings, in, out, policy(arguments), SocketChoice.of(io));
            }
        } catch (FailureException e) {
            System.err.println(e.failure().code() + ": " + e.failure().message());
            exitCode = 1;
        } catch (IOException e) {
            System.err.println("agent_start_failed: the controller takes no answer on stdout: " + e.getMessage());
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    /** Returns when the process is told to end, which its shutdown hook sees to. */
    private static void dial(AgentArguments arguments) throws InterruptedException {
        List<String> agent = new ArrayList<>(command());
        agent.addAll(arguments.ofChild());
        Dialler dialler = new Dialler(arguments.dial(), agent, line -> System.err.println("agent: " + line));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(dialler), "shutdown"));
        dialler.run();
    }

    private static void end(Dialler dialler) {
        try {
            dialler.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What runs one agent like this one. */
    private static List<String> command() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            return JvmFlags.command(java, Path.of(classPath).toAbsolutePath());
        }
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(JvmFlags.AGENT);
        command.addAll(List.of("-cp", classPath, AgentMain.class.getName()));
        return command;
    }

    private static AgentSettings settings(InputStream in) {
        try {
            return Preamble.read(in);
        } catch (IOException e) {
            throw Failure.of("agent_start_failed", "no line with settings on stdin: " + e.getMessage())
                    .asException();
        }
    }

    /**
     * Returns when the link has ended and everything is stopped.
     *
     * @return exit code
     */
    private static int run(
            AgentSettings settings, InputStream in, OutputStream out, LocalPolicy policy, LoadSockets sockets)
            throws IOException, InterruptedException {
        Spool spool = Spool.open(spoolRoot(settings), settings, SPOOL_PATIENCE, Instant.now());
        ProcessLife life = new ProcessLife(settings.isResumable());
        Vertx vertx = Vertx.vertx(options());
        AgentVerticle agent = new AgentVerticle(
                settings, spool, policy, sockets, LinkStreams.ofProcess(in, out, life::linkEnded), life);
        AtomicInteger exitCode = new AtomicInteger();
        if (settings.isResumable()) {
            canBeFound(settings, life, agent);
        }
        try {
            Preamble.answer(settings, out);
            vertx.deployVerticle(agent).onFailure(cause -> {
                System.err.println("agent_start_failed: " + cause);
                exitCode.set(1);
                life.neverBegun();
            });
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent, life), "shutdown"));
            life.awaitEnd();
        } finally {
            life.closePoint();
        }
        return exitCode.get();
    }

    /** An agent that cannot be found again works all the same, and ends with its link. */
    private static void canBeFound(AgentSettings settings, ProcessLife life, AgentVerticle agent) {
        Path file = ResumePoint.of(spoolRoot(settings), settings);
        try {
            life.isFoundAt(ResumePoint.open(file, settings, life::linkEnded, agent::resume, agent::endWithItsLink));
        } catch (IOException | RuntimeException e) {
            System.err.println(
                    "agent: will end when its link breaks, since nobody can come back to it at " + file + ": " + e);
            agent.endWithItsLink();
        }
    }

    /**
     * What the owner of this host allows: the system's file, the user's, and those named by the environment or a flag, all
     * of them together. None of it comes from a controller.
     */
    private static LocalPolicy policy(AgentArguments arguments) {
        String folder = "ran-load-generator/agent.yaml";
        List<Path> named = new ArrayList<>();
        String variable = System.getenv("RANLOAD_AGENT_POLICY");
        if (variable != null) {
            named.add(Path.of(variable));
        }
        if (arguments.policy() != null) {
            named.add(arguments.policy());
        }
        Path usersOwn = Path.of(System.getProperty("user.home"), ".config").resolve(folder);
        return PolicyFiles.load(List.of(Path.of("/etc").resolve(folder), usersOwn), named);
    }

    private static void requireSameBuild(AgentSettings settings) {
        String own = BuildInfo.current().buildId();
        if (!own.equals(settings.buildId())) {
            throw Failure.of(
                            "build_mismatch",
                            "agent is build " + own + ", controller is build " + settings.buildId()
                                    + ": start it with the controller's own agent jar")
                    .asException();
        }
    }

    private static void stop(AgentVerticle agent, ProcessLife life) {
        life.signalled();
        try {
            if (!life.hasEnded()) {
                agent.end(Failure.of("agent_stopped", "the agent was told to end by a signal"));
                if (!life.awaitEnd(STOPPED_WITHIN)) {
                    System.err.println("agent: sessions did not end within " + STOPPED_WITHIN);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path spoolRoot(AgentSettings settings) {
        return settings.spoolDirectory() == null
                ? Path.of(System.getProperty("user.home"), ".cache", "ran-load-generator", "spool")
                : Path.of(settings.spoolDirectory());
    }

    /** One event loop, and none of what Vert.x does with files. */
    static VertxOptions options() {
        FileSystemOptions noFiles =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(noFiles);
    }
}
