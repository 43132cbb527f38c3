package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import ranload.deploy.ErrorTail;
import ranload.link.BytePipe;

/** A command of this machine's as a pipe. */
final class LocalShell implements BytePipe, AutoCloseable {
    private final Process process;
    private final ErrorTail errors;

    LocalShell(Path folder, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.errors = ErrorTail.of(process.getErrorStream(), "test");
    }

    void say(String line) throws IOException {
        out().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out().flush();
    }

    String hear() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in().read(); octet != '\n'; octet = in().read()) {
            assertThat(octet).describedAs("after '%s'; %s", line, diagnostics()).isNotNegative();
            line.append((char) octet);
        }
        return line.toString();
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String describe() {
        return "shell";
    }

    @Override
    public String diagnostics() {
        return errors.text();
    }
}
