package ranload.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ranload.deploy.AgentJvm;
import ranload.deploy.AgentLauncher;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.Preamble;
import ranload.session.Failure;

/** Starts an agent as a child process on this machine. Thread-safe. */
public final class ProcessLauncher implements AgentLauncher {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /**
     * A terminal's Ctrl-C goes to every process in its foreground: it must reach the controller alone, which then
     * stops its agents in good order. The JVM leaves a signal ignored that was ignored when it started.
     */
    private static final List<String> DEAF_TO_INTERRUPT = List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "agent");

    private final List<String> prefix;
    private final Path java;
    private final Path agentJar;
    private final List<String> jvmFlags;

    /**
     * @param prefix words before the command, such as {@code ip netns exec ue}; mostly empty. It has to replace itself
     *     by the command or end with it
     * @param java the program
     * @param agentJar a jar with a main class
     * @param jvmFlags options of the Java virtual machine
     */
    public ProcessLauncher(List<String> prefix, Path java, Path agentJar, List<String> jvmFlags) {
        this.prefix = List.copyOf(prefix);
        this.java = java;
        this.agentJar = agentJar;
        this.jvmFlags = List.copyOf(jvmFlags);
    }

    @Override
    public BytePipe launch(AgentSettings settings) {
        if (!Files.isRegularFile(agentJar)) {
            throw Failure.of(
                            "agent_jar_missing", "there is no agent at " + agentJar + ": build it, or correct the path")
                    .asException();
        }
        ProcessPipe pipe = new ProcessPipe(start());
        Preamble.offer(pipe, settings, DEADLINE);
        return pipe;
    }

    /** Beside the jar and called like it, when the build could make one. */
    private Path archive() {
        String name = agentJar.getFileName().toString().replaceFirst("\\.jar$", "") + ".jsa";
        return agentJar.resolveSibling(name);
    }

    private Process start() {
        List<String> command = new ArrayList<>(DEAF_TO_INTERRUPT);
        command.addAll(prefix);
        command.add(java.toString());
        command.addAll(jvmFlags);
        command.addAll(AgentJvm.archived(archive()));
        command.add("-jar");
        command.add(agentJar.toString());
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw Failure.of("agent_start_failed", "cannot start " + String.join(" ", command) + ": " + e.getMessage())
                    .asException();
        }
    }
}
