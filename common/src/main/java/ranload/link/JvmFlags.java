package ranload.link;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a Java virtual machine is told to run an agent whose standard streams are the link. */
public final class JvmFlags {
    /**
     * A small heap that is there from the start: an agent keeps its packets outside it and makes little garbage, so the
     * serial collector's pauses are rare and short and it takes no threads from the pacing loops. No file of
     * performance counters, since writing to it can stall every thread on a slow disk. Out of memory ends the process
     * rather than leaving it half alive. What compiles gives way to what sends and receives, or a crowd of new sessions
     * would be late for as long as the code that serves them is new. Threads with a priority of their own get it where
     * the kernel grants it, and the machine is not asked to warn where it does not. Whatever it has to say else goes to the error stream, thread dumps
     * included: the output is the link. None holds a blank or a character that a shell would see as special.
     */
    public static final List<String> AGENT = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:ThreadPriorityPolicy=1",
            "-XX:CompilerThreadPriority=10",
            "-XX:-PrintWarnings",
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            "-Dfile.encoding=UTF-8",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    private JvmFlags() {}

    /**
     * What lets an agent take its classes from an archive of them, which halves the time that it needs to start. A
     * virtual machine that finds the archive to be of another jar or another Java starts without it and without a word.
     *
     * @param archive made at the end of {@code ranload.agent.RehearsalMain}; need not exist
     */
    public static List<String> archived(Path archive) {
        return Files.isRegularFile(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds*=off:stderr")
                : List.of();
    }

    /**
     * The command that runs an agent on this machine, with the archive of classes that lies beside its jar and is called
     * like it, if there is one.
     */
    public static List<String> command(Path java, Path agentJar) {
        String archive = agentJar.getFileName().toString().replaceFirst("\\.jar$", "") + ".jsa";
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(AGENT);
        command.addAll(archived(agentJar.resolveSibling(archive)));
        command.addAll(List.of("-jar", agentJar.toString()));
        return command;
    }
}
