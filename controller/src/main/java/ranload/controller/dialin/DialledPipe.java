package ranload.controller.dialin;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.link.BytePipe;

/** A connection that an agent has opened, by TLS. Thread-safe as its interface asks. */
final class DialledPipe implements BytePipe {
    private static final Logger LOG = LoggerFactory.getLogger(DialledPipe.class);
    private static final int BUFFER_OCTETS = 16 * 1024;

    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;
    private final String name;

    /**
     * @param plain what TLS runs on
     * @param name who is at its other end, for people
     */
    DialledPipe(Socket plain, SSLSocket tls, String name) throws IOException {
        this.plain = plain;
        this.in = tls.getInputStream();
        this.out = new BufferedOutputStream(tls.getOutputStream(), BUFFER_OCTETS);
        this.name = name;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    /** Closes what TLS runs on: TLS itself would wait for a writer that is stuck. */
    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("closing {}: {}", describe(), e.toString());
        }
    }

    @Override
    public String describe() {
        return name;
    }

    /** What an agent that dialled in logs, stays where it is. */
    @Override
    public String diagnostics() {
        return "";
    }
}
