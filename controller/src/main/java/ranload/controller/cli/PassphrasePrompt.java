package ranload.controller.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ranload.deploy.ssh.PassphraseSource;

/** Asks whoever sits at the terminal for the passphrase of a key. */
public final class PassphrasePrompt {
    private PassphrasePrompt() {}

    /** What was typed, unseen; null when nobody sits there: standard input or output is no terminal. */
    @SuppressWarnings("SystemConsoleNull") // Java 17 to 21 answer null, later ones a console that is no terminal
    public static char[] ask(Path key) {
        Console console = Terminal.isInputInteractive() ? System.console() : null;
        return console == null ? null : console.readPassword("Passphrase of %s: ", key);
    }

    /** The same source, but for somebody who is asked about each key once. Thread-safe. */
    static PassphraseSource once(PassphraseSource source) {
        if (!(source instanceof PassphraseSource.Prompt prompt)) {
            return source;
        }
        Map<Path, char[]> answers = new ConcurrentHashMap<>();
        return new PassphraseSource.Prompt(key -> {
            char[] answer = answers.computeIfAbsent(key, prompt.ask());
            return answer == null ? null : answer.clone(); // whoever gets it wipes it
        });
    }
}
