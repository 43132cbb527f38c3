package ranload.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import ranload.lab.Lab;

/** The rows that {@code ./ranload test} prints, one file each: what was done, what was expected, what was seen. */
final class Report {
    private Report() {}

    /**
     * Does it and notes what was seen, also when that is not what was expected.
     *
     * @param number of the fault, with a letter for each of its forms
     * @param check answers what it saw, when that is as expected
     */
    static void row(String number, String fault, String expected, Callable<String> check) throws Exception {
        String seen = "NOT DONE";
        try {
            seen = check.call();
        } catch (Throwable t) {
            seen = "NOT AS EXPECTED: " + firstWords(t);
            throw t;
        } finally {
            write(number, String.join("\t", number, fault, expected, seen));
        }
    }

    /** Writes lines of a table of its own. */
    static void write(String name, String text) {
        try {
            Path folder = Files.createDirectories(Lab.project().resolve("controller/target/faults"));
            Files.writeString(folder.resolve(name + ".row"), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstWords(Throwable t) {
        String text = String.valueOf(t.getMessage()).strip().replaceAll("\\s+", " ");
        return text.substring(0, Math.min(300, text.length()));
    }
}
