package ranload.controller.cli;

import java.io.Console;
import java.nio.file.Path;

/** Asks whoever sits at the terminal for the passphrase of a key. */
public final class PassphrasePrompt {
    private PassphrasePrompt() {}

    /** What was typed, unseen; null when nobody sits there: standard input or output is no terminal. */
    @SuppressWarnings("SystemConsoleNull") // Java 17 to 21 answer null, later ones a console that is no terminal
    public static char[] ask(Path key) {
        Console console = Terminal.isInputInteractive() ? System.console() : null;
        return console == null ? null : console.readPassword("Passphrase of %s: ", key);
    }
}
