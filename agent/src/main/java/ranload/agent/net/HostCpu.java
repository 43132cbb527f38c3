package ranload.agent.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import ranload.time.NanoClock;

/**
 * How much of this machine's processor time its hypervisor takes away ("steal"), by the kernel's count in /proc/stat. A
 * machine that is slowed down like this sends late and receives late, whatever the path. Reads the file at most every
 * 50 ms, however many ask. Thread-safe.
 */
public final class HostCpu {
    /** What a watch returns when the kernel does not say, or when too little time has passed to tell. */
    public static final double UNKNOWN = -1;

    private static final Path TABLE = Path.of("/proc/stat");
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Places in the line of all processors: user, nice, system, idle, iowait, irq, softirq, steal, and parts of these. */
    private static final int STEAL_FIELD = 8;

    private final NanoClock clock;
    private final Path table;
    private Reading latest;
    private long latestNanos;

    /** The processors of this machine. */
    public HostCpu(NanoClock clock) {
        this(clock, TABLE);
    }

    HostCpu(NanoClock clock, Path table) {
        this.clock = clock;
        this.table = table;
    }

    /** Ticks since the machine started; null stands for a reading that failed. */
    private record Reading(long stealTicks, long allTicks) {
        static double percent(Reading before, Reading after) {
            if (before == null || after == null || after.allTicks <= before.allTicks) {
                return UNKNOWN;
            }
            double percent = 100.0 * (after.stealTicks - before.stealTicks) / (after.allTicks - before.allTicks);
            return Math.max(0, Math.min(percent, 100));
        }
    }

    /** A watch that begins now. */
    public Watch watch() {
        return new Watch();
    }

    private synchronized Reading read() {
        long nowNanos = clock.nanoTime();
        if (latest == null || nowNanos - latestNanos >= FRESH_NANOS) {
            latest = readTable();
            latestNanos = nowNanos;
        }
        return latest;
    }

    private Reading readTable() {
        try (BufferedReader lines = Files.newBufferedReader(table)) {
            String line = lines.readLine();
            String[] fields = line == null ? new String[0] : line.split(" +", -1);
            if (fields.length <= STEAL_FIELD || !fields[0].equals("cpu")) {
                return null;
            }
            long all = 0;
            for (int field = 1; field <= STEAL_FIELD; field++) {
                all += Long.parseLong(fields[field]);
            }
            return new Reading(Long.parseLong(fields[STEAL_FIELD]), all);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    /** The hypervisor's share over some time. Confined to its owner's thread. */
    public final class Watch {
        private final Reading first = read();
        private Reading last = first;

        private Watch() {}

        /** Percent of the processor time since the last call, at first since the watch began, or {@link #UNKNOWN}. */
        public double sinceLast() {
            Reading before = last;
            Reading now = read();
            if (now != null) {
                last = now;
            }
            return Reading.percent(before, now);
        }

        /** Percent of the processor time since the watch began, or {@link #UNKNOWN}. */
        public double sinceStart() {
            return Reading.percent(first, read());
        }
    }
}
