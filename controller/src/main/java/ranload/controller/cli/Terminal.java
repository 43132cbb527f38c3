package ranload.controller.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What standard error is.
 *
 * @param interactive a person's terminal, not a file or a pipe
 * @param colours escape sequences are welcome there
 */
public record Terminal(boolean interactive, boolean colours) {
    private static final Path STDIN = Path.of("/proc/self/fd/0");
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    /** What this process has; a terminal without {@code colours} when somebody asked for none. */
    public static Terminal ofProcess(boolean noColour, boolean dumb) {
        boolean interactive = isTerminal(STDERR);
        return new Terminal(interactive, interactive && !noColour && !dumb);
    }

    /** Whether a person can type something. */
    static boolean isInputInteractive() {
        return isTerminal(STDIN);
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false; // no /proc: plain lines are right everywhere
        }
    }
}
