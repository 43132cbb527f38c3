package ranload.deploy.ssh;

import java.nio.file.Path;
import java.util.function.Function;

/** Where the passphrase of an encrypted private key comes from. */
public sealed interface PassphraseSource {
    /** There is none: an encrypted key is a failure that says so. */
    record None() implements PassphraseSource {}

    /**
     * The first line of this file, which only its owner may read.
     *
     * @param file held to the same permissions as a private key
     */
    record File(Path file) implements PassphraseSource {}

    /**
     * Somebody is asked, before any connection is made, so that thinking takes nothing from the deadline.
     *
     * @param ask given the key's file, answers its passphrase, or null when the user declines
     */
    record Prompt(Function<Path, char[]> ask) implements PassphraseSource {}
}
