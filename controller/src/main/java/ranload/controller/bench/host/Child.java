package ranload.controller.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import ranload.session.Failure;

/**
 * A child process whose processor time counts. Its output goes to files, so nobody has to read it while it runs and
 * nothing of the bench runs beside it. Confined to one thread.
 */
public final class Child implements AutoCloseable {
    private static final Duration END_WITHIN = Duration.ofSeconds(3);
    private static final long LOOK_EVERY_MILLIS = 10;

    /** The shell's own clock of a child reads the kernel's accounts, which count below a millisecond. */
    private static final String TIMED = "TIMEFORMAT='%3U %3S'; { time \"$@\" 2>\"$0.err\"; } 2>\"$0.cpu\"";

    private final String command;
    private final Process process;
    private final Path base;

    private Child(String command, Process process, Path base) {
        this.command = command;
        this.process = process;
        this.base = base;
    }

    /**
     * Starts it.
     *
     * @param prefix words that lead to where it runs, such as {@code ip netns exec x}; may be empty
     * @param folder for files of its output
     */
    public static Child start(List<String> prefix, List<String> words, Path folder) {
        try {
            Path base = Files.createTempFile(folder, "child", "");
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of("bash", "-c", TIMED, base.toString()));
            command.addAll(words);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(base.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("LC_ALL", "C");
            return new Child(String.join(" ", words), builder.start(), base);
        } catch (IOException e) {
            throw Failure.of("bench_command_failed", "cannot start " + words.get(0) + ": " + e.getMessage())
                    .asException();
        }
    }

    /** Runs it to its end. */
    public static Finished run(List<String> prefix, List<String> words, Path folder, Duration within)
            throws InterruptedException {
        try (Child child = start(prefix, words, folder)) {
            return child.await(within);
        }
    }

    long pid() {
        return process.pid();
    }

    /**
     * Waits until this holds.
     *
     * @throws ranload.session.FailureException when it does not in time, or the process ends before
     */
    public void awaitUntil(BooleanSupplier holds, String what, Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (!holds.getAsBoolean()) {
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw finished().failure("ended before it was " + what);
            }
            if (System.nanoTime() - until > 0) {
                throw finished().failure("not " + what + " within " + within.toSeconds() + " s");
            }
        }
    }

    /** Waits until it listens on this port, in the network namespace that it is in. */
    public void awaitListening(boolean udp, int port, Duration within) throws InterruptedException {
        awaitUntil(() -> Sockets.listens(process.pid(), udp, port), "listening on port " + port, within);
    }

    /** Waits until it has written this on its standard error. */
    public void awaitSaid(String word, Duration within) throws InterruptedException {
        awaitUntil(() -> read(".err").contains(word), word, within);
    }

    /**
     * Waits for its end.
     *
     * @throws ranload.session.FailureException when it does not end in time; it is ended then
     */
    public Finished await(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            terminate();
            throw finished().failure("still ran after " + within.toSeconds() + " s");
        }
        return finished();
    }

    /** Asks it to end (SIGTERM) and waits for that. */
    public Finished end() throws InterruptedException {
        terminate();
        return finished();
    }

    private void terminate() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        if (!process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Finished finished() {
        int exit = process.isAlive() ? -1 : process.exitValue();
        return new Finished(command, exit, read(""), read(".err"), cpuSeconds(read(".cpu")));
    }

    /** The last two numbers; a shell that ended in a hurry leaves none. */
    static double cpuSeconds(String text) {
        String[] words = text.strip().split("\\s+", -1);
        try {
            return Double.parseDouble(words[words.length - 2]) + Double.parseDouble(words[words.length - 1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Double.NaN;
        }
    }

    private String read(String suffix) {
        Path file = Path.of(base + suffix);
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it if it still runs, whatever it does. */
    @Override
    public void close() {
        kill();
    }
}
