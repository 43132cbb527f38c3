package ranload.agent.dial;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import ranload.bus.BuildInfo;
import ranload.file.Ownership;
import ranload.link.Crossing;
import ranload.link.DialHello;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.time.NanoClock;

/**
 * Keeps an agent connected to its controller, for ever: dials, has itself taken, puts an agent behind the connection, and
 * dials again when that is over, whoever ended it. The agent itself is a process of its own, which outlives a connection
 * for as long as its sessions need and is found again by the next one. {@link #run} belongs to one thread, {@link #end} to
 * any.
 */
public final class Dialler {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);

    /** The controller says something every 2 s; queues of a loaded modem hold it back for some seconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CHILDREN_END_WITHIN = Duration.ofMillis(2_500);

    private final DialTarget target;
    private final AgentChildren children;
    private final Consumer<String> log;
    private final NanoClock clock = NanoClock.SYSTEM;
    private final CountDownLatch ending = new CountDownLatch(1);
    private String lastSaid = "";

    /**
     * @param agent command of one agent, whose standard streams are the link
     * @param log takes a line when something changes
     */
    public Dialler(DialTarget target, List<String> agent, Consumer<String> log) {
        this.target = target;
        this.children = new AgentChildren(agent);
        this.log = log;
    }

    /**
     * Dials until {@link #end}.
     *
     * @throws FailureException at once when the token file or what is to be trusted cannot be used; later both are only
     *     told, and tried again
     */
    public void run() throws InterruptedException {
        hello();
        target.trust().context();
        DialPause pause = DialPause.NONE;
        while (!ending.await(
                pause.length(ThreadLocalRandom.current().nextDouble()).toMillis(), TimeUnit.MILLISECONDS)) {
            long beganNanos = clock.nanoTime();
            say(dial());
            pause = pause.after(Duration.ofNanos(clock.nanoTime() - beganNanos));
        }
    }

    /** Dials no more; the agents spool what they have and end. Returns when they have, or after 2.5 s. */
    public void end() throws InterruptedException {
        ending.countDown();
        children.end(CHILDREN_END_WITHIN);
    }

    /** One connection from its beginning to its end; tells why it is over, or why there was none. */
    private String dial() throws InterruptedException {
        try (DialledConnection connection = DialledConnection.open(target, hello(), ANSWERED_WITHIN)) {
            Process agent = children.start();
            try {
                say("connected to " + target + " as " + target.name());
                return "connection to " + target + " is over: " + carry(connection, agent) + "; dialling again";
            } finally {
                AgentChildren.release(agent);
            }
        } catch (FailureException e) {
            return target + " does not take this agent, or cannot be asked: "
                    + e.failure().code() + ": " + e.failure().message();
        } catch (IOException e) {
            return target + " is not reached: " + e.getMessage();
        }
    }

    private String carry(DialledConnection connection, Process agent) throws InterruptedException {
        Crossing crossing =
                Crossing.begin(connection.in(), connection.out(), agent.getInputStream(), agent.getOutputStream());
        while (!crossing.awaitEnd(LOOK_EVERY)) {
            if (ending.getCount() == 0) {
                return "this agent ends";
            }
            if (connection.isStranded()) {
                return "its address here is gone";
            }
            if (crossing.firstQuiet().compareTo(LONGEST_SILENCE) > 0) {
                return "nothing heard for " + LONGEST_SILENCE.toSeconds() + " s";
            }
        }
        return "it was closed";
    }

    /** The token is read each time: it may have been changed meanwhile. */
    private DialHello hello() {
        try {
            Optional<String> flaw = Ownership.whyNoSecret(target.tokenFile());
            if (flaw.isPresent()) {
                throw wrongToken(flaw.get());
            }
            String token = Files.readString(target.tokenFile()).strip();
            return new DialHello(
                    target.name().value(), token, BuildInfo.current().buildId());
        } catch (IOException e) {
            throw wrongToken("cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw wrongToken("holds no token: " + e.getMessage());
        }
    }

    private RuntimeException wrongToken(String what) {
        return Failure.of("token_file", "--token-file: " + target.tokenFile() + ": " + what)
                .asException();
    }

    private void say(String what) {
        if (!what.equals(lastSaid)) {
            lastSaid = what;
            log.accept(what);
        }
    }
}
