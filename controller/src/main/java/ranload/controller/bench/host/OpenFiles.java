package ranload.controller.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files this process and the ones that it starts may have open; a Java process asks for all of them. */
public final class OpenFiles {
    private static final String LINE = "Max open files";

    private OpenFiles() {}

    /** The hard limit; the largest number when the kernel does not say or there is none. */
    public static long most() {
        try {
            return parse(Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Pure: soft limit, hard limit and unit follow the name (proc(5)). */
    static long parse(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).strip().split("\\s+", -1)[1])
                .filter(hard -> !hard.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
