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
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.Crossing;
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
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final BytePipe agent;

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
        Crossing crossing = Crossing.begin(in, out, agent.in(), agent.out());
        while (!crossing.awaitEnd(LOOK_EVERY)) {
            if (crossing.firstQuiet().compareTo(LONGEST_SILENCE) > 0
                    || crossing.secondQuiet().compareTo(LONGEST_SILENCE) > 0) {
                return;
            }
        }
    }
}
