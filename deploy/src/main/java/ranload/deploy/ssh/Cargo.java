package ranload.deploy.ssh;

import java.io.IOException;
import java.io.InputStream;

/** What the far server keeps under its SHA-256 and gets when it has not got it. Immutable. */
interface Cargo {
    /** What it is called in an examination's step. */
    String step();

    /** As many octets as {@link #open} gives. */
    long octets();

    /** From the first octet on; whoever opens it closes it. */
    InputStream open() throws IOException;
}
