package ranload.controller.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged program beside a copy of the real launcher, as it stands after a first build, in a folder of its own.
 * Without a pom the launcher has nothing to build from, so a test cannot start a build within the build. Immutable.
 */
final class Installed {
    private final Path folder;

    private Installed(Path folder) {
        this.folder = folder;
    }

    /** Lays it out in an empty folder. */
    static Installed in(Path folder) throws IOException {
        Path program = Files.createDirectories(folder.resolve("controller/target/ranload"));
        Path built = Path.of("target/ranload").toAbsolutePath();
        Files.createSymbolicLink(program.resolve("lib"), built.resolve("lib"));
        Files.createSymbolicLink(program.resolve("agent"), built.resolve("agent"));
        Files.writeString(program.resolve("built"), java() + "\n");
        Files.copy(Path.of("../ranload"), folder.resolve("ranload"));
        if (!folder.resolve("ranload").toFile().setExecutable(true)) {
            throw new IOException("cannot make the launcher executable");
        }
        return new Installed(folder);
    }

    /** Takes away the links out of the folder, which JUnit would warn of. */
    void remove() throws IOException {
        Files.delete(folder.resolve("controller/target/ranload/lib"));
        Files.delete(folder.resolve("controller/target/ranload/agent"));
    }

    /** The JVM that the tests run on. */
    static Path java() {
        return Path.of(ProcessHandle.current().info().command().orElseThrow());
    }

    /** The program to start. */
    Path launcher() {
        return folder.resolve("ranload");
    }

    /** Starts {@code ./ranload} with these words; its output goes to files in the working folder. */
    Running start(Path workingFolder, String... words) {
        return start(workingFolder, Map.of(), words);
    }

    /** The same, with these variables beside the test's own environment. */
    Running start(Path workingFolder, Map<String, String> environment, String... words) {
        List<String> command = new ArrayList<>(List.of(folder.resolve("ranload").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return Running.start(builder, workingFolder);
    }

    /** A process of ours, its output and its end. Closing it kills what is left of it. */
    record Running(Process process, Path outFile, Path errFile) implements AutoCloseable {
        static Running start(ProcessBuilder builder, Path workingFolder) {
            try {
                Path out = Files.createTempFile(workingFolder, "out", ".txt");
                Path err = Files.createTempFile(workingFolder, "err", ".txt");
                Process process = builder.directory(workingFolder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                return new Running(process, out, err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String out() {
            return read(outFile);
        }

        String err() {
            return read(errFile);
        }

        /** Exit code; waits for the end, the test's own time limit bounds that. */
        int exitCode() throws InterruptedException {
            return process.waitFor();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
