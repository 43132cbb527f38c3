package ranload.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Loaded into a Java process, takes all the memory that this has. */
public final class MemoryHog {
    private MemoryHog() {}

    /** What the virtual machine calls. */
    public static void agentmain(String unused) {
        List<byte[]> taken = new ArrayList<>();
        while (taken.size() < Integer.MAX_VALUE) {
            taken.add(new byte[1 << 20]);
        }
    }

    /** Makes a jar of this class that a virtual machine can load. */
    static void packInto(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", MemoryHog.class.getName());
        String entry = MemoryHog.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest);
                InputStream code = MemoryHog.class.getResourceAsStream("/" + entry)) {
            packed.putNextEntry(new JarEntry(entry));
            code.transferTo(packed);
        }
    }
}
