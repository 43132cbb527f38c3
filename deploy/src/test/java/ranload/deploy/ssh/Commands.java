package ranload.deploy.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs what a test needs done outside Java. */
final class Commands {
    private Commands() {}

    /** Its output, both streams. A command that fails fails the test. */
    static String run(String... words) {
        return run(List.of(words));
    }

    static String run(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(words + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(words + " could not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
