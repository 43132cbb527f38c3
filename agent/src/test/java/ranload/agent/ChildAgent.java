package ranload.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ranload.link.BytePipe;

/** The real agent in a JVM of its own, with this test's class path. Thread-safe. */
final class ChildAgent implements BytePipe {
    private final Process process;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private ChildAgent(Process process) {
        this.process = process;
        Thread drain = new Thread(this::drainErrors, "child-errors");
        drain.setDaemon(true);
        drain.start();
    }

    static ChildAgent start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** The same with flags of its JVM. */
    static ChildAgent start(List<String> flags, String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:ThreadPriorityPolicy=1", "-XX:-PrintWarnings")); // as JvmFlags has them
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "ranload.agent.AgentMain"));
        command.addAll(List.of(arguments));
        return new ChildAgent(new ProcessBuilder(command).start());
    }

    Process process() {
        return process;
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    /** Only ends its stdin, so that a test sees what the agent makes of that. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            assert !process.isAlive() : e;
        }
    }

    /** Ends all its streams, as sshd does when its connection is gone. */
    void breakOff() throws IOException {
        close();
        process.getInputStream().close();
        process.getErrorStream().close();
    }

    @Override
    public String describe() {
        return "child process " + process.pid();
    }

    @Override
    public String diagnostics() {
        synchronized (errors) {
            return errors.toString(StandardCharsets.UTF_8);
        }
    }

    private void drainErrors() {
        byte[] octets = new byte[1024];
        try (InputStream in = process.getErrorStream()) {
            for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                synchronized (errors) {
                    errors.write(octets, 0, count);
                }
            }
        } catch (IOException e) {
            synchronized (errors) {
                errors.writeBytes(("[" + e.getMessage() + "]").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
