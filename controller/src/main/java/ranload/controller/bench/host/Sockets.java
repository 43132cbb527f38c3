package ranload.controller.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads the kernel's lists of sockets (proc(5), /proc/net/udp and /proc/net/tcp). */
final class Sockets {
    private static final String TCP_LISTEN = "0A";

    private Sockets() {}

    /** Whether somebody in this process's network namespace listens on this port. */
    static boolean listens(long pid, boolean udp, int port) {
        return Stream.of(udp ? "udp" : "tcp", udp ? "udp6" : "tcp6")
                .anyMatch(list -> listens(Path.of("/proc/" + pid + "/net/" + list), udp, port));
    }

    private static boolean listens(Path list, boolean udp, int port) {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.anyMatch(line -> isListener(line, udp, port));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false; // the process has ended, or has no such list
        }
    }

    /** Pure: {@code "0: 00000000:1451 00000000:0000 0A ..."}. */
    static boolean isListener(String line, boolean udp, int port) {
        String[] words = line.strip().split("\\s+", -1);
        return words.length > 3
                && words[1].endsWith(String.format(Locale.ROOT, ":%04X", port))
                && (udp || words[3].equals(TCP_LISTEN));
    }
}
