package ranload.controller.bench.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Programs of the bench's own that are made where they run: C sources within the program, and gcc. */
public final class Compiled {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String SOURCES = "/ranload/bench/";
    private static final int NOT_FOUND = 127;

    private Compiled() {}

    /**
     * Compiles one source.
     *
     * @param name of the source without {@code .c}
     * @return the program, in the folder; nothing when there is no gcc
     * @throws ranload.session.FailureException when gcc refuses it, with what it says
     */
    public static Optional<Path> of(String name, Path folder) throws InterruptedException {
        Path source = folder.resolve(name + ".c");
        Path program = folder.resolve(name);
        try (InputStream text = Compiled.class.getResourceAsStream(SOURCES + name + ".c")) {
            Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> compile = List.of("gcc", "-O2", "-o", program.toString(), source.toString());
        Finished gcc = Child.run(List.of(), compile, folder, WITHIN);
        if (gcc.exit() == NOT_FOUND) {
            return Optional.empty();
        }
        gcc.orFail();
        return Optional.of(program);
    }
}
