package ranload.deploy.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** What looks like a Java runtime and is small: its program is {@code true}, which ends at once and well. */
final class FakeRuntime {
    private FakeRuntime() {}

    /** A new one in this folder; the number makes it another. */
    static Path in(Path folder, int number) throws IOException {
        byte[] modules = new byte[1_500_000];
        new Random(number).nextBytes(modules);
        Path runtime = Files.createDirectory(folder.resolve("runtime-" + number));
        Files.copy(
                Path.of("/usr/bin/true"),
                Files.createDirectory(runtime.resolve("bin")).resolve("java"));
        Files.write(Files.createDirectories(runtime.resolve("lib/server")).resolveSibling("modules"), modules);
        Files.writeString(runtime.resolve("lib/server/classes.jsa"), "differs each time " + System.nanoTime());
        Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        Files.writeString(Files.createDirectory(runtime.resolve("legal")).resolve("LICENSE"), "Do as you like.\n");
        return runtime;
    }

    static void asMachine(Path runtime, FarMachine machine) throws IOException {
        asMachine(runtime, machine.number());
    }

    /** Rewrites what the header of its program says; the number is that of ELF. */
    static void asMachine(Path runtime, int number) throws IOException {
        Path program = runtime.resolve("bin/java");
        byte[] octets = Files.readAllBytes(program);
        octets[18] = (byte) number;
        Files.write(program, octets);
    }
}
