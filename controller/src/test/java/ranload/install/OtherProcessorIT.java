package ranload.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.lab.Finished;
import ranload.lab.Lab;
import ranload.lab.Running;

/**
 * The runtime for servers with another processor, as {@code deploy/package/runtime} links it. The modules that it is made of
 * are this machine's own here, whose programs say that they are another's.
 */
class OtherProcessorIT {
    private static final Duration LINKING = Duration.ofMinutes(5);
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final int JMOD_HEADER_OCTETS = 4;
    private static final int ELF_MACHINE_AT = 18;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    @TempDir
    static Path folder;

    private static Path own;
    private static int other;

    @BeforeAll
    static void makeTheOneForThisMachine() throws IOException {
        own = folder.resolve("runtime");
        runtime().orFail();
        other = machineOf(Files.readAllBytes(own.resolve("bin/java"))) == X86_64 ? AARCH64 : X86_64;
    }

    @Test
    void isMadeOfTheModulesThatLieBesideTheOneForThisMachine() throws IOException {
        Path modules = modules();
        try (InputStream base = Files.newInputStream(JDK.resolve("jmods/java.base.jmod"));
                OutputStream changed = Files.newOutputStream(modules.resolve("java.base.jmod"))) {
            changed.write(base.readNBytes(JMOD_HEADER_OCTETS));
            changeMachines(base, changed);
        }

        runtime().orFail();

        Path made = modules.resolveSibling(name());
        assertThat(machineOf(Files.readAllBytes(made.resolve("bin/java")))).isEqualTo(other);
        assertThat(Files.readString(made.resolve("release"))).contains("java.naming");
        assertThat(made.resolve("lib/server/libjvm.so")).exists();
        assertThat(made.resolve("lib/server/classes.jsa"))
                .as("which only that machine could make")
                .doesNotExist();
        Files.delete(modules.resolve("java.base.jmod"));
        assertThat(runtime().orFail().err())
                .as("modules given by hand have gone")
                .isEmpty();
        assertThat(made).exists();
    }

    @Test
    void isNotMadeOfModulesForThisMachine() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("runtime"), own);
        Files.copy(folder.resolve("runtime.made-of"), elsewhere.resolve("runtime.made-of"));
        Files.createSymbolicLink(elsewhere.resolve(name() + ".jmods"), JDK.resolve("jmods"));

        Finished finished = runtime(elsewhere.resolve("runtime"));

        assertThat(finished.exit()).isEqualTo(3);
        assertThat(finished.err()).contains(name() + ".jmods has the modules of another processor");
        assertThat(elsewhere.resolve(name())).doesNotExist();
    }

    /** All but that of java.base, which alone has programs. */
    private static Path modules() throws IOException {
        Path modules = Files.createDirectory(folder.resolve(name() + ".jmods"));
        try (var all = Files.newDirectoryStream(JDK.resolve("jmods"))) {
            for (Path module : all) {
                if (!module.endsWith("java.base.jmod")) {
                    Files.createSymbolicLink(modules.resolve(module.getFileName()), module);
                }
            }
        }
        return modules;
    }

    private static void changeMachines(InputStream jmod, OutputStream changed) throws IOException {
        ZipInputStream in = new ZipInputStream(jmod);
        ZipOutputStream out = new ZipOutputStream(changed);
        out.setLevel(Deflater.NO_COMPRESSION);
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            byte[] octets = in.readAllBytes();
            if (octets.length > ELF_MACHINE_AT && octets[0] == 0x7f && octets[1] == 'E') {
                octets[ELF_MACHINE_AT] = (byte) other;
            }
            out.putNextEntry(new ZipEntry(entry.getName()));
            out.write(octets);
        }
        out.finish();
    }

    private static int machineOf(byte[] program) {
        return program[ELF_MACHINE_AT] & 0xff;
    }

    private static String name() {
        return "runtime-" + (other == X86_64 ? "x86_64" : "aarch64");
    }

    private static Finished runtime() {
        return runtime(own);
    }

    private static Finished runtime(Path runtime) {
        String script = Lab.project().resolve("deploy/package/runtime").toString();
        return Running.start(List.of(script, JDK.toString(), runtime.toString()))
                .await(LINKING);
    }
}
