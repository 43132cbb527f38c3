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

    /** How long a controller may be away, for instance while it starts again. */
    private static final Duration ABSENCE = Duration.ofSeconds(60);

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
     * @throws RestFailure when the controller was away for a minute, or does not know the session
     */
    public Optional<SessionState> follow(
            SessionId id, Consumer<JsonObject> rows, Consumer<JsonObject> states, BooleanSupplier givenUp)
            throws InterruptedException {
        long lastHeardNanos = clock.nanoTime();
        while (!givenUp.getAsBoolean()) {
            try (LiveFeed feed = client.live(id)) {
                while (!givenUp.getAsBoolean()) {
                    Optional<SessionState> end = feed.next(LOOK_AROUND).flatMap(event -> handle(event, rows, states));
                    if (end.isPresent()) {
                        return end;
                    }
                    lastHeardNanos = clock.nanoTime();
                }
            } catch (LiveFeed.Ended e) {
                pause();
            } catch (RestFailure e) {
                boolean passing = !e.isAnswer() || e.status() >= 500;
                if (!passing || clock.nanoTime() - lastHeardNanos > ABSENCE.toNanos()) {
                    throw e;
                }
                pause();
            }
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
