package ranload.agent.dial;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import ranload.link.DialHello;
import ranload.link.DialIn;

/** A connection that the controller has taken. One thread reads, one writes, any may close it. */
final class DialledConnection implements AutoCloseable {
    private static final int CONNECTED_WITHIN_MILLIS = 10_000;
    private static final int BUFFER_OCTETS = 16 * 1024;

    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;

    private DialledConnection(Socket plain, InputStream in, OutputStream out) {
        this.plain = plain;
        this.in = in;
        this.out = out;
    }

    /**
     * Dials each address of the host in turn. Blocks, at most 10 s for each address, and {@code answeredWithin} for TLS
     * and the answer of the one that is reached.
     *
     * @throws ranload.session.FailureException what the controller has against this agent, or {@code trust_file}
     */
    static DialledConnection open(DialTarget target, DialHello hello, Duration answeredWithin) throws IOException {
        Socket plain = connect(target);
        Deadline late = Deadline.closing(plain, answeredWithin);
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            SSLSocket tls = (SSLSocket)
                    target.trust().context().getSocketFactory().createSocket(plain, target.host(), target.port(), true);
            target.trust().harden(tls);
            tls.startHandshake();
            OutputStream out = new BufferedOutputStream(tls.getOutputStream(), BUFFER_OCTETS);
            DialIn.offer(hello, tls.getInputStream(), out);
            if (!late.cancel()) {
                throw new IOException("no answer within " + answeredWithin.toSeconds() + " s");
            }
            return new DialledConnection(plain, tls.getInputStream(), out);
        } catch (IOException | RuntimeException e) {
            plain.close();
            if (!late.cancel()) {
                throw new IOException("no answer within " + answeredWithin.toSeconds() + " s", e);
            }
            throw e;
        }
    }

    private static Socket connect(DialTarget target) throws IOException {
        IOException last = null;
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, target.port()), CONNECTED_WITHIN_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last == null ? new IOException("its name has no address") : last;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** True when no NIC of this machine has the address any more that it comes from: nothing passes it again. */
    boolean isStranded() {
        try {
            InetAddress own = plain.getLocalAddress();
            return !own.isLoopbackAddress() && NetworkInterface.getByInetAddress(own) == null;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Closes what TLS runs on: TLS itself would wait for a writer that is stuck. */
    @Override
    public void close() {
        Deadline.close(plain);
    }
}
