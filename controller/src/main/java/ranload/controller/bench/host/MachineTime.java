package ranload.controller.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How the machine's processors spent their time so far.
 *
 * @param total ticks of all kinds
 * @param steal ticks that a hypervisor gave to others
 */
public record MachineTime(long total, long steal) {
    private static final int STEAL = 8;
    private static final int KINDS = 9;

    public static MachineTime now() {
        try {
            return parse(Files.readString(Path.of("/proc/stat")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pure: the first line of /proc/stat; guest time behind steal is part of user time already. */
    static MachineTime parse(String stat) {
        String[] words = stat.lines().findFirst().orElse("").split("\\s+");
        long total = Arrays.stream(words, 1, Math.min(words.length, KINDS))
                .mapToLong(Long::parseLong)
                .sum();
        return new MachineTime(total, words.length > STEAL ? Long.parseLong(words[STEAL]) : 0);
    }

    /** Share of the time since then that others took, percent. */
    public double stealPercentSince(MachineTime before) {
        return total == before.total ? 0 : (steal - before.steal) * 100.0 / (total - before.total);
    }
}
