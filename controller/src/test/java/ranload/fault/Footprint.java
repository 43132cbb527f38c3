package ranload.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ranload.lab.Running;

/**
 * What a Java process takes.
 *
 * @param descriptors files and sockets that it has open
 * @param heapKibioctets in use after a collection of garbage
 */
record Footprint(int threads, int descriptors, long heapKibioctets) {
    private static final Pattern USED = Pattern.compile("generation\\s+total \\d+K, used (\\d+)K");

    static Footprint of(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"));
                Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new Footprint((int) threads.count(), (int) descriptors.count(), heap(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heap(long pid) {
        jcmd(pid, "GC.run");
        Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
        long sum = 0;
        while (used.find()) {
            sum += Long.parseLong(used.group(1));
        }
        if (sum == 0) {
            throw new AssertionError("jcmd does not say what the heap of " + pid + " holds");
        }
        return sum;
    }

    private static String jcmd(long pid, String command) {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        String program = java.resolveSibling("jcmd").toString();
        String process = Long.toString(pid);
        // The two meet in /tmp, and the lab's server has one of its own.
        return Running.start(List.of("nsenter", "--target", process, "--mount", program, process, command))
                .await(Scene.BOUND)
                .orFail()
                .out();
    }
}
