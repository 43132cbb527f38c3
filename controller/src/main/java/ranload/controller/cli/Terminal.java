package ranload.controller.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What standard error and standard output are.
 *
 * @param interactive standard error is a person's terminal, not a file or a pipe
 * @param colours escape sequences are welcome there
 * @param output what standard output bears
 */
public record Terminal(boolean interactive, boolean colours, Output output) {
    private static final Path STDIN = Path.of("/proc/self/fd/0");
    private static final Path STDOUT = Path.of("/proc/self/fd/1");
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    /** What this process has; a terminal without {@code colours} when somebody asked for none. */
    public static Terminal ofProcess(boolean noColour, boolean dumb) {
        boolean interactive = isTerminal(STDERR);
        Output output = !isTerminal(STDOUT) || dumb ? Output.LINES : noColour ? Output.SCREEN : Output.COLOURED_SCREEN;
        return new Terminal(interactive, interactive && !noColour && !dumb, output);
    }

    /** What can be written somewhere. */
    public enum Output {
        /** Lines alone: a file, a pipe, a terminal that can do nothing else. */
        LINES,
        /** A terminal's screen, without colours. */
        SCREEN,
        /** A terminal's screen. */
        COLOURED_SCREEN
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
