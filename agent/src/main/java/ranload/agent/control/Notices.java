package ranload.agent.control;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.bus.AgentEvent;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.session.Failure;

/**
 * Tells the controller events, one after the other, each again and again until it is noted. Confined to one Vert.x
 * context.
 */
final class Notices {
    /** Events that wait at most; one more is logged and forgotten, unless somebody waits to hear that it was noted. */
    private static final int MAX_WAITING = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    /** Answers that no repetition changes. */
    private static final Set<String> FINAL_REFUSALS = Set.of(
            "not_found",
            "unknown_session",
            "bad_message",
            "not_permitted",
            "frame_too_large",
            "version_mismatch",
            "unexpected_hello");

    private final Vertx vertx;
    private final TypedBus bus;
    private final Turnstile turnstile;
    private final Deque<Notice> waiting = new ArrayDeque<>();
    private boolean underway;
    private boolean closed;
    private int failures;

    private record Notice(AgentEvent event, Optional<Runnable> noted) {}

    /** @param turnstile shared by all who tell events over the same link */
    Notices(Vertx vertx, TypedBus bus, Turnstile turnstile) {
        this.vertx = vertx;
        this.bus = bus;
        this.turnstile = turnstile;
    }

    void tell(AgentEvent event) {
        if (waiting.size() >= MAX_WAITING) {
            LOG.warn("controller does not listen, forgotten: {}", event);
        } else {
            add(new Notice(event, Optional.empty()));
        }
    }

    /**
     * Tells an event.
     *
     * @param noted told when the controller has noted it, or has refused it for good
     */
    void tell(AgentEvent event, Runnable noted) {
        add(new Notice(event, Optional.of(noted)));
    }

    /** The controller cannot be told anything, until {@link #open}. */
    void close() {
        closed = true;
    }

    /** The controller can be told again: what it has not noted goes first. */
    void open() {
        closed = false;
        failures = 0;
        next();
    }

    private void add(Notice notice) {
        waiting.add(notice);
        next();
    }

    private void next() {
        if (underway || closed || waiting.isEmpty()) {
            return;
        }
        underway = true;
        turnstile.enter(this::send);
    }

    private void send() {
        if (closed) {
            underway = false;
            turnstile.leave();
            return;
        }
        bus.request(Addresses.CONTROLLER_EVENT, waiting.element().event(), Reply.Noted.class, ANSWER_WITHIN)
                .onComplete(answered -> turnstile.leave())
                .onSuccess(noted -> done())
                .onFailure(cause -> {
                    Failure failure = Failure.from(cause);
                    if (FINAL_REFUSALS.contains(failure.code())) {
                        LOG.warn("controller refused {}: {}", waiting.element().event(), failure.message());
                        done();
                    } else {
                        failures++;
                        vertx.setTimer(Backoff.millisAfter(failures), id -> again());
                    }
                });
    }

    private void done() {
        failures = 0;
        Notice done = waiting.remove();
        underway = false;
        done.noted().ifPresent(Runnable::run);
        next();
    }

    private void again() {
        underway = false;
        next();
    }
}
