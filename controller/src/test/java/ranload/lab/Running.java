package ranload.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that has been started, its output going to files. Thread-safe. */
public final class Running implements AutoCloseable {
    private final List<String> command;
    private final Path folder;
    private final Process process;

    private Running(List<String> command, Path folder, Process process) {
        this.command = command;
        this.folder = folder;
        this.process = process;
    }

    public static Running start(List<String> command) {
        try {
            Path folder = Files.createTempDirectory("ranload-lab-test");
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();
            return new Running(command, folder, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Waits for the end; a command that takes longer is killed with its children and fails the test. */
    public Finished await(Duration longest) {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                String said = "stdout: " + out() + "\nstderr: " + err();
                close();
                throw new AssertionError(String.join(" ", command) + "\nstill ran after " + longest + "\n" + said);
            }
            Finished finished = new Finished(command, process.exitValue(), out(), err());
            close();
            return finished;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** What it has written to stdout so far. */
    public String out() {
        return read("out");
    }

    /** What it has written to stderr so far. */
    public String err() {
        return read("err");
    }

    private String read(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the command and its children, and removes the files of its output. May be called again. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            Files.deleteIfExists(folder.resolve("out"));
            Files.deleteIfExists(folder.resolve("err"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
