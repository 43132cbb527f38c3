package ranload.controller.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ranload.controller.cli.view.WatchScreen.Size;

/** The size of the terminal's window. Java cannot ask for it; stty can. */
final class WindowSize {
    private static final Size USUAL = new Size(80, 24);
    private static final Pattern ANSWER = Pattern.compile("([1-9][0-9]{0,3}) ([1-9][0-9]{0,3})\\s*");
    private static final long PATIENCE_MILLIS = 500;

    private WindowSize() {}

    /** Now; 80 x 24 where nobody knows. Blocks for half a second at most. */
    static Size ask() {
        Process stty = null;
        try {
            stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    ? of(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    : USUAL;
        } catch (IOException e) {
            return USUAL; // no stty, or no terminal of ours
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        } finally {
            if (stty != null) {
                stty.destroyForcibly();
            }
        }
    }

    /** From "LINES COLUMNS". */
    static Size of(String answer) {
        Matcher matcher = ANSWER.matcher(answer);
        return matcher.matches()
                ? new Size(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(1)))
                : USUAL;
    }
}
