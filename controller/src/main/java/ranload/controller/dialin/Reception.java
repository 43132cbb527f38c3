package ranload.controller.dialin;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.link.BytePipe;
import ranload.link.DialHello;
import ranload.link.DialIn;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * Hears each caller: TLS, one line that says who it is, and whether it may be let in; all within one bounded time.
 * Thread-safe.
 *
 * @param admitted remembers each agent that was let in
 * @param connected takes each agent that was let in, with the way to it
 * @param patience with one caller until it is let in
 */
record Reception(
        Vertx vertx,
        DoorTls tls,
        JoinTokens tokens,
        Admitted admitted,
        BiConsumer<AgentId, BytePipe> connected,
        Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** Blocks until the caller has been let in or its connection is closed. */
    void receive(Socket plain) {
        AtomicBoolean decided = new AtomicBoolean();
        long timer = vertx.setTimer(patience.toMillis(), late -> {
            if (decided.compareAndSet(false, true)) {
                AgentDoor.closeQuietly(plain); // which wakes whoever waits for the caller's word
            }
        });
        String from = plain.getRemoteSocketAddress().toString();
        boolean handedOver = false;
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            SSLSocket secured = tls.over(plain);
            secured.startHandshake();
            DialHello hello = DialIn.read(secured.getInputStream());
            BytePipe pipe = new DialledPipe(plain, secured, "agent " + hello.name() + " from " + from);
            Optional<Failure> refusal = refusal(hello);
            if (refusal.isPresent()) {
                LOG.warn(
                        "{} as '{}' is not let in: {}",
                        from,
                        hello.name(),
                        refusal.get().message());
                DialIn.refuse(pipe.out(), refusal.get());
                secured.close(); // in good order, so that the answer arrives
            } else {
                DialIn.admit(pipe.out());
                handedOver = decided.compareAndSet(false, true);
                if (handedOver) {
                    LOG.info("agent {} has dialled in from {}", hello.name(), from);
                    synchronized (admitted) { // of two connections of one name, the same is the newer one for both
                        admitted.entered(hello, pipe);
                        connected.accept(hello.agent(), pipe);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("{} is not let in: {}", from, e.getMessage());
        } catch (FailureException e) {
            LOG.warn("{} is not let in: what it says is no hello of an agent", from); // it may hold a token
        } finally {
            vertx.cancelTimer(timer);
            if (!handedOver) {
                AgentDoor.closeQuietly(plain);
            }
        }
    }

    private Optional<Failure> refusal(DialHello hello) {
        try {
            return tokens.refuse(hello);
        } catch (FailureException e) {
            LOG.error("no agent can be let in: {}", e.failure().message());
            return Optional.of(
                    Failure.of("not_admitted", "the controller cannot read its file of tokens; its log says why"));
        }
    }
}
