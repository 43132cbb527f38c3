package ranload.agent.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import ranload.bus.AgentFacts;

/** What this host is and can do, for people and for the planner. */
public final class HostFacts {
    private HostFacts() {}

    /**
     * The facts as they are now. Reads files and opens one socket; takes milliseconds.
     *
     * @param sockets that the agent uses
     */
    public static AgentFacts gather(LoadSockets sockets) {
        return new AgentFacts(
                host(),
                kernelLine("/proc/sys/kernel/osrelease"),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                ProcessHandle.current().pid(),
                sockets.io(),
                sockets.largestReceiveBufferOctets(),
                LoadPriority.niceness(),
                NicCatalogue.nics());
    }

    private static String host() {
        String kernelName = kernelLine("/proc/sys/kernel/hostname");
        if (!kernelName.equals("unknown")) {
            return kernelName;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static String kernelLine(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | UncheckedIOException e) {
            return "unknown";
        }
    }
}
