package ranload.controller.api.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself, without asking any name server. */
public final class OwnName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private OwnName() {}

    /** The host name; localhost where there is none. Blocks for as long as a file of the kernel takes. */
    public static String read() {
        try {
            String name = Files.readString(KERNEL).strip();
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException notThisSystem) {
            return "localhost";
        }
    }
}
