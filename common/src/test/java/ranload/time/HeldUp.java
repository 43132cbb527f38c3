package ranload.time;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long this machine let processes wait since a moment: while one that could run had no processor (Linux's pressure
 * figures), and while the host of a virtual machine gave it none (steal). A test that bounds how long something takes
 * allows this on top, so that a busy machine does not decide it and the bound is as narrow as ever on one that is not.
 * Immutable.
 */
public record HeldUp(long sinceNanos, long beforeNanos) {
    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final Path PROCESSORS = Path.of("/proc/stat");
    private static final Pattern SOME_MICROS = Pattern.compile("some .*total=(\\d+)");

    /** User, nice, system, idle, iowait, irq, softirq and then steal, in hundredths of a second of all processors. */
    private static final Pattern STEAL_HUNDREDTHS = Pattern.compile("cpu +(?:\\d+ ){7}(\\d+)");

    /** Counts from now on. */
    public static HeldUp fromNow() {
        return new HeldUp(System.nanoTime(), soFarNanos());
    }

    /** Time since then, held up or not. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    /** How much of that it was held up, never more. */
    public Duration lost() {
        return Duration.ofNanos(Math.min(elapsed().toNanos(), soFarNanos() - beforeNanos));
    }

    /** The same, but no more than this: what a test allows for a busy machine has a bound, too. */
    public Duration lost(Duration most) {
        Duration lost = lost();
        return lost.compareTo(most) < 0 ? lost : most;
    }

    /** How much of that it was not. */
    public Duration own() {
        Duration elapsed = elapsed();
        return elapsed.minus(lost(elapsed)); // which goes on meanwhile
    }

    /** Whether this kernel keeps pressure figures. */
    static boolean isSaid() {
        return Files.exists(PRESSURE);
    }

    private static long soFarNanos() {
        return first(SOME_MICROS, PRESSURE) * 1_000 + first(STEAL_HUNDREDTHS, PROCESSORS) * 10_000_000;
    }

    /** 0 where the kernel does not say. */
    private static long first(Pattern number, Path file) {
        try {
            Matcher found = number.matcher(Files.exists(file) ? Files.readString(file, US_ASCII) : "");
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
