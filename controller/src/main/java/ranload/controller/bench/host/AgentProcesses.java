package ranload.controller.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Finds the agents that this process started: by their jar, and by the network namespace that they are in. */
public final class AgentProcesses {
    private final Path agentJar;

    public AgentProcesses(Path agentJar) {
        this.agentJar = agentJar;
    }

    /** Seconds of processor time that the agent of this namespace has used; NaN when there is none. */
    public double cpuSeconds(String namespace) {
        OptionalLong pid = ProcessHandle.current()
                .descendants()
                .mapToLong(ProcessHandle::pid)
                .filter(candidate -> isAgent(candidate) && isIn(candidate, namespace))
                .findFirst();
        return pid.isPresent() ? CpuTime.ofProcess(pid.getAsLong()) : Double.NaN;
    }

    private boolean isAgent(long pid) {
        try {
            String command = Files.readString(
                    Path.of("/proc/" + pid + "/cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1);
            return command.contains("\0-jar\0" + agentJar + "\0");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static boolean isIn(long pid, String namespace) {
        try {
            Object its = Files.getAttribute(Path.of("/proc/" + pid + "/ns/net"), "unix:ino");
            return its.equals(Files.getAttribute(Path.of("/run/netns/" + namespace), "unix:ino"));
        } catch (IOException e) {
            return false;
        }
    }
}
