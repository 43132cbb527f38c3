package ranload.deploy.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Kinds of servers that a Java is made for. ELF, whose programs they run, has a number for each; all are little-endian. */
enum FarMachine {
    X86_64(62),
    AARCH64(183);

    private static final int HEADER_OCTETS = 20;
    private static final int MACHINE_AT = 18;
    private static final int MAGIC = 0x7f;

    private final int number;

    FarMachine(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The processor, as {@code uname -m} has it. */
    String processor() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As {@code uname -sm} has it. */
    String uname() {
        return "Linux " + processor();
    }

    /** Which of them runs this program; none when it is no program of theirs, or not there. */
    static Optional<FarMachine> of(Path program) {
        try (InputStream in = Files.newInputStream(program)) {
            byte[] header = in.readNBytes(HEADER_OCTETS);
            for (FarMachine machine : values()) {
                if (header.length == HEADER_OCTETS
                        && header[0] == MAGIC
                        && (header[MACHINE_AT] & 0xff) == machine.number) {
                    return Optional.of(machine);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
