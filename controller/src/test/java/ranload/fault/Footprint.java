package ranload.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ranload.lab.Finished;
import ranload.lab.Running;

/**
 * What a Java process takes.
 *
 * @param descriptors files and sockets that it has open
 * @param heapKibioctets that can be reached
 */
record Footprint(int threads, int descriptors, long heapKibioctets) {
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    static Footprint of(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"));
                Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new Footprint((int) threads.count(), (int) descriptors.count(), heap(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By a histogram of what is reachable: the heap's own figures count what was thrown away since the collection. */
    private static long heap(long pid) {
        Matcher total = TOTAL.matcher(jcmd(pid, "GC.class_histogram"));
        if (!total.find()) {
            throw new AssertionError("jcmd does not say what the heap of " + pid + " holds");
        }
        return Long.parseLong(total.group(1)) / 1024;
    }

    private static String jcmd(long pid, String command) {
        return command(pid, command).orFail().out();
    }

    /** Lets a Java process carry out a diagnostic command. Files are named as that process sees them. */
    static Finished command(long pid, String... words) {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        String process = Long.toString(pid);
        // The two meet in /tmp, and the lab's server has one of its own.
        List<String> command = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                process,
                "--mount",
                java.resolveSibling("jcmd").toString(),
                process));
        command.addAll(List.of(words));
        return Running.start(command).await(Scene.BOUND);
    }
}
