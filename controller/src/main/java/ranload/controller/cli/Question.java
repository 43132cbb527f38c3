package ranload.controller.cli;

import java.io.Console;
import java.util.Optional;

/** Asks whoever sits at the terminal. */
final class Question {
    private Question() {}

    /** What was typed, without spaces around it; empty when nobody sits there, or who does has closed the input. */
    @SuppressWarnings("SystemConsoleNull") // Java 17 to 21 answer null, later ones a console that is no terminal
    static Optional<String> ask(String words) {
        Console console = Terminal.isInputInteractive() ? System.console() : null;
        return Optional.ofNullable(console == null ? null : console.readLine("%s ", words))
                .map(String::strip);
    }
}
