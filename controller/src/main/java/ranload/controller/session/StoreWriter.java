package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import ranload.controller.live.LivePublisher;
import ranload.controller.store.SessionStore;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

/**
 * Stores the changes of one session in their order and tells watchers of each once it is stored. Confined to its
 * session's Vert.x context.
 */
final class StoreWriter {
    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** Answers that stay the same however often the store is asked. */
    private static final Set<String> HOPELESS = Set.of("not_found", "already_ended");

    /** What somebody else has to mend, and will. */
    private static final Set<String> CURABLE = Set.of("database_full", "database_unwritable", "store_busy");

    private final Vertx vertx;
    private final SessionStore store;
    private final LivePublisher live;
    private final SessionId session;
    private boolean heldUp;
    private final Future<Void> inserted;
    private Future<Void> last;

    /** @param inserted done when the session itself is stored */
    StoreWriter(Vertx vertx, SessionStore store, LivePublisher live, SessionId session, Future<Void> inserted) {
        this.vertx = vertx;
        this.store = store;
        this.live = live;
        this.session = session;
        this.inserted = inserted;
        this.last = inserted.otherwiseEmpty();
    }

    /** Done when the session is stored; when that fails, so does everything that is to be stored of it. */
    Future<Void> inserted() {
        return inserted;
    }

    /**
     * Stores a state; a store that cannot take it is asked {@value #TRIES} times in all. One that has no space, or that
     * another program keeps from writing, is asked until it can: somebody will see to it, and what was measured stays.
     */
    Future<Void> state(SessionState state, Failure cause, Instant at) {
        return next(() -> insist(() -> store.setState(session, state, cause, at), 1))
                .onSuccess(stored -> live.state(session, state, cause));
    }

    /** Stores the addresses and ports in use. */
    Future<Void> ends(String localIp, int localPort, String remoteIp, int remotePort) {
        return next(() -> store.setEnds(session, localIp, localPort, remoteIp, remotePort));
    }

    /** Done when all that was asked before is stored or given up. */
    Future<Void> settled() {
        return last;
    }

    private Future<Void> next(Supplier<Future<Void>> write) {
        Future<Void> written = last.compose(before -> inserted).compose(there -> write.get());
        last = written.otherwiseEmpty();
        return written;
    }

    private Future<Void> insist(Supplier<Future<Void>> write, int attempt) {
        return write.get()
                .onSuccess(stored -> heldUp = false)
                .recover(cause -> isFinal(Failure.from(cause).code(), attempt)
                        ? Future.failedFuture(cause)
                        : vertx.timer(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(waited -> insist(write, attempt + 1)));
    }

    private boolean isFinal(String code, int attempt) {
        heldUp = CURABLE.contains(code);
        return HOPELESS.contains(code) || (attempt >= TRIES && !heldUp);
    }

    /** True while the store cannot take a state for a reason that goes away. */
    boolean isHeldUp() {
        return heldUp;
    }
}
