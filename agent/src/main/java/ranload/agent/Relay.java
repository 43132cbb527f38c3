package ranload.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.LinkTiming;
import ranload.link.Preamble;
import ranload.session.FailureException;

/**
 * What a process is that finds its agent alive already: the way from its own standard streams to that one's
 * {@link ResumePoint}. It ends when either end does, and when one of them says nothing for as long as a link may be
 * silent: both send signs of life.
 */
final class Relay {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(3);
    private static final Duration LONGEST_SILENCE = LinkTiming.DEFAULT.silentAfter();
    private static final long LOOK_EVERY_SECONDS = 5;

    private final BytePipe agent;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Relay(BytePipe agent) {
        this.agent = agent;
    }

    /**
     * The way to the agent that lives, once that has answered.
     *
     * @param point where it would be found
     * @return empty when there is none, or none that these settings resume: then this process is the agent
     */
    static Optional<Relay> to(Path point, AgentSettings settings) {
        if (!settings.isResumable() || !Files.exists(point)) {
            return Optional.empty();
        }
        try {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            BytePipe agent = new LinkStreams(SocketStreams.in(socket), SocketStreams.out(socket), socket, () -> {});
            try {
                socket.connect(UnixDomainSocketAddress.of(point));
            } catch (IOException e) {
                agent.close();
                throw e;
            }
            Preamble.offer(agent, settings, ANSWERED_WITHIN);
            return Optional.of(new Relay(agent));
        } catch (IOException | FailureException e) {
            System.err.println("agent: no living one is resumed at " + point + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Answers to the controller and carries octets until the end. */
    void carry(AgentSettings settings, InputStream in, OutputStream out) throws IOException, InterruptedException {
        Preamble.answer(settings, out);
        AtomicLong fromController = copy(in, agent.out(), "relay-in");
        AtomicLong fromAgent = copy(agent.in(), out, "relay-out");
        while (!ended.await(LOOK_EVERY_SECONDS, TimeUnit.SECONDS)) {
            long longestAgo = System.nanoTime() - LONGEST_SILENCE.toNanos();
            if (fromController.get() - longestAgo < 0 || fromAgent.get() - longestAgo < 0) {
                return;
            }
        }
    }

    /** Copies on a thread of its own, and keeps when it last brought something. */
    private AtomicLong copy(InputStream from, OutputStream to, String name) {
        AtomicLong lastNanos = new AtomicLong(System.nanoTime());
        Thread thread = new Thread(
                () -> {
                    byte[] octets = new byte[16 * 1024];
                    try {
                        for (int count = from.read(octets); count >= 0; count = from.read(octets)) {
                            to.write(octets, 0, count);
                            to.flush();
                            lastNanos.set(System.nanoTime());
                        }
                    } catch (IOException e) {
                        // One end is gone, which ends the other as well.
                    } finally {
                        ended.countDown();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return lastNanos;
    }
}
