package ranload.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ranload.lab.Finished;
import ranload.lab.Lab;
import ranload.lab.Running;

/**
 * A machine of {@code deploy/package/machine}. Where it cannot be made (no root, no mirror, a package missing) the test
 * fails with what the script says. Thread-safe.
 */
final class Machine implements AutoCloseable {
    private static final Duration MAKING = Duration.ofMinutes(6);
    private static final Duration BOOTING = Duration.ofMinutes(3);
    private static final Duration COMMAND = Duration.ofMinutes(4);

    private final Path folder;

    private Machine(Path folder) {
        this.folder = folder;
    }

    /** Begins to unpack one; it must be closed whatever becomes of that. */
    static Machine in(Path folder) {
        return new Machine(folder);
    }

    Running make() {
        return script("make");
    }

    void boot(Running making) {
        making.await(MAKING).orFail();
        script("boot").await(BOOTING).orFail();
    }

    /** Starts a command as root. */
    Running start(String... command) {
        List<String> arguments = new ArrayList<>(List.of("in", folder.toString()));
        arguments.addAll(List.of(command));
        return script(arguments);
    }

    /** Runs a command as root to its end, of whichever kind. */
    Finished run(String... command) {
        return start(command).await(COMMAND);
    }

    /** What a shell line, run as root, writes to stdout; it must succeed. */
    String shell(String line) {
        return run("bash", "-c", line).orFail().out().strip();
    }

    /** A file of the machine as this test sees it, of its disk alone: not below /run and /tmp. */
    Path file(String path) {
        return folder.resolve("root").resolve(path.substring(1));
    }

    /** Brings a file to the machine's /root and says where it is. */
    String bring(Path file) {
        try {
            Path there = file("/root").resolve(file.getFileName());
            Files.copy(file, there);
            return "/root/" + file.getFileName();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Running script(String verb) {
        return script(List.of(verb, folder.toString()));
    }

    private static Running script(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Lab.project().resolve("deploy/package/machine").toString());
        command.addAll(arguments);
        return Running.start(command);
    }

    @Override
    public void close() {
        script("end").await(COMMAND).orFail();
        assertThat(folder).doesNotExist();
    }
}
