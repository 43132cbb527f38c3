package ranload.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.Preamble;

/**
 * Where a living agent is found again after its link broke: a Unix domain socket for this user alone. Whoever comes has
 * to show the key that the controller gave, in a line like that of a start, within 5 s; others are hung up on. One thread
 * of its own takes them one after the other. Thread-safe.
 */
final class ResumePoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResumePoint.class);
    private static final Duration PROVEN_WITHIN = Duration.ofSeconds(5);

    private final Path file;
    private final AgentSettings own;
    private final ServerSocketChannel door;
    private final Runnable onEnd;
    private final Consumer<BytePipe> onProven;
    private final Runnable onShut;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ResumePoint(
            Path file,
            AgentSettings own,
            ServerSocketChannel door,
            Runnable onEnd,
            Consumer<BytePipe> onProven,
            Runnable onShut) {
        this.file = file;
        this.own = own;
        this.door = door;
        this.onEnd = onEnd;
        this.onProven = onProven;
        this.onShut = onShut;
    }

    /** Where the agent of these settings is found; short, since the system takes no more than 107 octets. */
    static Path of(Path spoolRoot, AgentSettings settings) {
        String name = settings.controllerId() + "/" + settings.agentId();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return spoolRoot.resolve(HexFormat.of().formatHex(digest, 0, 8) + ".link");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /**
     * Begins to listen.
     *
     * @param file in a folder of this user alone; what an earlier process left there goes
     * @param own what this agent was told
     * @param onEnd told when such a link is ended at its other end
     * @param onProven told of each link by which the controller has come back, past the preamble
     * @param onShut told when it has closed by itself, since the system lets nobody in any more
     */
    static ResumePoint open(Path file, AgentSettings own, Runnable onEnd, Consumer<BytePipe> onProven, Runnable onShut)
            throws IOException {
        Files.deleteIfExists(file);
        ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            door.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            door.close();
            throw e;
        }
        ResumePoint point = new ResumePoint(file, own, door, onEnd, onProven, onShut);
        Thread thread = new Thread(point::listen, "resume-point");
        thread.setDaemon(true);
        thread.start();
        return point;
    }

    /** Nobody comes any more; links that came stay. Harmless when repeated, though another process is found there then. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            try {
                door.close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("the way back to this agent at {} does not close: {}", file, e.toString());
            }
        }
    }

    /** Until the door is closed. */
    private void listen() {
        try {
            while (!closed.get()) {
                prove(door.accept());
            }
        } catch (IOException | RuntimeException e) {
            if (!closed.get()) {
                LOG.warn("no way back to this agent any more: {}", e.toString());
                close();
                onShut.run();
            }
        }
    }

    /** Whatever one caller does, the next one is let in. */
    private void prove(SocketChannel caller) {
        Leash late = new Leash(() -> closeQuietly(caller));
        late.arm(PROVEN_WITHIN);
        try {
            InputStream in = SocketStreams.in(caller);
            OutputStream out = SocketStreams.out(caller);
            AgentSettings shown = Preamble.read(in);
            if (!shown.resumes(own)) {
                LOG.warn("somebody without the right key wanted to resume this agent");
                late.loosen();
                closeQuietly(caller);
                return;
            }
            Preamble.answer(shown, out);
            late.loosen();
            onProven.accept(new LinkStreams(in, out, caller, onEnd));
        } catch (IOException | RuntimeException e) {
            late.loosen();
            LOG.warn("somebody wanted to resume this agent and did not: {}", e.toString());
            closeQuietly(caller);
        }
    }

    private static void closeQuietly(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.toString());
        }
    }
}
