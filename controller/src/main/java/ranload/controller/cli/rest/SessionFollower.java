package ranload.controller.cli.rest;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import ranload.session.SessionId;
import ranload.session.SessionState;
import ranload.time.NanoClock;

/**
 * Follows one session to its end, over as many connections as that takes: a new one replays what was stored, so nothing
 * is missed and everything may come twice. Confined to the thread that calls it.
 */
public final class SessionFollower {
    private static final Duration LOOK_AROUND = Duration.ofMillis(500);

    /** How long a controller may be away, for instance while it starts again, or have nothing to tell but what it told. */
    private static final Duration ABSENCE = Duration.ofSeconds(60);

    /** A connection that lasts so long is one that works, also when there is nothing to tell. */
    private static final Duration LASTING = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ControllerClient client;
    private final NanoClock clock;

    public SessionFollower(Vertx vertx, ControllerClient client, NanoClock clock) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
    }

    /**
     * Blocks until the session has ended.
     *
     * @param rows gets each row, the same one again whenever it has changed
     * @param states gets {@code {"session_id", "state", "cause"}}
     * @param givenUp asked twice a second; true ends the waiting
     * @return the end state, empty when {@code givenUp}
     * @throws RestFailure when the controller was away for a minute, or ended each connection of a minute at once and
     *     without anything new, or does not know the session
     */
    public Optional<SessionState> follow(
            SessionId id, Consumer<JsonObject> rows, Consumer<JsonObject> states, BooleanSupplier givenUp)
            throws InterruptedException {
        long absentSinceNanos = clock.nanoTime();
        int mostEvents = 0;
        while (!givenUp.getAsBoolean()) {
            long connectedNanos = clock.nanoTime();
            int events = 0;
            RestFailure trouble = RestFailure.unreachable("the controller has ended every connection about session "
                    + id + " at once for " + ABSENCE.toSeconds() + " s, without anything new; its log should say why");
            try (LiveFeed feed = client.live(id)) {
                while (!givenUp.getAsBoolean()) {
                    Optional<SseEvent> event = feed.next(LOOK_AROUND);
                    events += event.isPresent() ? 1 : 0;
                    Optional<SessionState> end = event.flatMap(told -> handle(told, rows, states));
                    if (end.isPresent()) {
                        return end;
                    }
                }
            } catch (LiveFeed.Ended e) {
                long nowNanos = clock.nanoTime();
                // Each connection begins with all that was stored: only more than ever before is news.
                if (events > mostEvents || nowNanos - connectedNanos >= LASTING.toNanos()) {
                    absentSinceNanos = nowNanos;
                    mostEvents = Math.max(events, mostEvents);
                }
            } catch (RestFailure e) {
                if (e.isAnswer() && e.status() < 500) {
                    throw e;
                }
                trouble = e;
            }
            if (clock.nanoTime() - absentSinceNanos > ABSENCE.toNanos()) {
                throw trouble;
            }
            pause();
        }
        return Optional.empty();
    }

    private void pause() {
        vertx.timer(LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS).await();
    }

    private static Optional<SessionState> handle(
            SseEvent event, Consumer<JsonObject> rows, Consumer<JsonObject> states) {
        if (event.name().equals("row")) {
            rows.accept(new JsonObject(event.data()));
        } else if (event.name().equals("state")) {
            JsonObject change = new JsonObject(event.data());
            states.accept(change);
            return SessionState.ofCode(change.getString("state")).filter(SessionState::isEnd);
        }
        return Optional.empty();
    }
}
