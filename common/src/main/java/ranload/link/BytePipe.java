package ranload.link;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Two byte streams to an agent or to its controller. Thread-safe: one thread reads, one writes, any may close. */
public interface BytePipe {
    /** What the other end wrote. Reading blocks; after {@link #close} it ends or fails soon. */
    InputStream in();

    /** What the other end will read. Writing blocks while it does not; after {@link #close} it fails soon. */
    OutputStream out();

    /** Ends both streams and whatever carries them. Harmless when repeated. May block for a moment. */
    void close();

    /** Who is at the other end, for people: "child process 1234", "ssh user@host:22". */
    String describe();

    /** The last 8 KiB at most of what the other end wrote to its error stream; empty when there is none. */
    String diagnostics();

    /**
     * Why nothing can pass any more although neither end has closed, to complete the sentence "link to ... "; empty when
     * no such reason is known. May block for a moment.
     */
    default Optional<String> stranded() {
        return Optional.empty();
    }
}
