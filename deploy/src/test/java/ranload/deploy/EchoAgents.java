package ranload.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.session.AgentId;

/** What tests do with {@link EchoAgent}: pack it, set it, talk to it. */
public final class EchoAgents {
    private EchoAgents() {}

    /** A jar with nothing in it but the agent and so many octets of ballast, which makes every size another jar. */
    public static Path jar(Path folder, int ballastOctets) throws IOException {
        Path jar = folder.resolve("agent-" + ballastOctets + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, EchoAgent.class.getName());
        String entry = EchoAgent.class.getName().replace('.', '/') + ".class";
        byte[] ballast = new byte[ballastOctets];
        new Random(ballastOctets).nextBytes(ballast);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = EchoAgents.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
            out.putNextEntry(new JarEntry("ballast"));
            out.write(ballast);
        }
        return jar;
    }

    public static AgentSettings settings(String mood) {
        return new AgentSettings("n0nce12345", new AgentId("far"), mood, "test", null);
    }

    /** The agent's process id: the first line it sends. */
    public static long pid(BytePipe pipe) throws IOException {
        return Long.parseLong(EchoAgent.readLine(pipe.in()));
    }

    /** Sends a line and returns what comes back. */
    public static String echo(BytePipe pipe, String line) throws IOException {
        OutputStream out = pipe.out();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return EchoAgent.readLine(pipe.in());
    }

    /** Whether a process of this id runs; one that has ended and waits to be collected does not. */
    public static boolean runs(long pid) {
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return status.charAt(status.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
