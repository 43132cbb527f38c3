package ranload.controller.session;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import ranload.controller.store.SessionStore;
import ranload.session.SessionId;

/**
 * Tells admission what ended sessions have moved today: at first all that the store knows, so that a restart forgets
 * nothing, then each session as it ends. Does nothing where no limit counts octets. Confined to its service's Vert.x
 * context.
 */
final class DayCount {
    private final SessionStore store;
    private final Admission admission;
    private final boolean counts;
    private Future<Void> known;

    DayCount(SessionStore store, Admission admission, boolean counts) {
        this.store = store;
        this.admission = admission;
        this.counts = counts;
    }

    /** Done when what the store knows is counted; what fails is tried again by the next call. */
    Future<Void> known(Instant now) {
        if (!counts) {
            return Future.succeededFuture();
        }
        if (known == null || known.failed()) {
            known = add(null, now);
        }
        return known;
    }

    /** A session has ended, and its end is stored. Done when it counts with what it has moved. */
    Future<Void> ended(SessionId session, Instant now) {
        // What ends before the first count is part of it.
        return counts && known != null
                ? known.transform(first -> first.succeeded() ? add(session, now) : Future.succeededFuture())
                : Future.succeededFuture();
    }

    /** Whether what this session has moved counts for today, and would be forgotten with the session. */
    Future<Boolean> needs(SessionId session, Instant now) {
        return counts
                ? store.moved(midnight(now), session).map(moved -> !moved.isEmpty())
                : Future.succeededFuture(false);
    }

    private static Instant midnight(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private Future<Void> add(SessionId session, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return store.moved(midnight(now), session).map(all -> {
            all.forEach(moved -> admission.moved(
                    Place.names(moved.environment(), moved.near(), moved.far()), day, moved.octets(), now));
            return null;
        });
    }
}
