package ranload.controller.api;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import ranload.controller.api.problem.Problem;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.time.NanoClock;

/**
 * Remembers requests that named themselves with an Idempotency-Key, so that a client that repeats one, because it did
 * not hear the answer, starts one session and not two. Forgets after an hour, or when there are too many, the oldest
 * first. Confined to the server's event loop.
 */
final class Repeats {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MAX_KEPT = 10_000;

    private final NanoClock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    Repeats(NanoClock clock) {
        this.clock = clock;
    }

    private record Entry(SessionRequest request, Future<SessionPlan> answer, long bornNanos) {}

    /**
     * Creates a session unless this very request did so already.
     *
     * @return the first or the repeated answer; a failure with a 422 problem when the key named another request
     */
    Future<SessionPlan> once(String key, SessionRequest request, Supplier<Future<SessionPlan>> create) {
        long now = clock.nanoTime();
        entries.values().removeIf(entry -> now - entry.bornNanos() > KEPT.toNanos());
        Entry first = entries.get(key);
        if (first != null) {
            return first.request().equals(request) ? first.answer() : Future.failedFuture(reused(key));
        }
        if (entries.size() >= MAX_KEPT) {
            entries.remove(entries.keySet().iterator().next());
        }
        Future<SessionPlan> answer = create.get();
        entries.put(key, new Entry(request, answer, now));
        // What failed has started nothing: it may be tried again.
        return answer.onFailure(cause -> entries.remove(key));
    }

    private static Throwable reused(String key) {
        return Problem.of(
                        422,
                        "idempotency_key_reused",
                        "The Idempotency-Key named another request",
                        "'" + key + "' came with other fields before; give each request its own key")
                .asException();
    }
}
