package ranload.controller.cli.rest;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import ranload.time.NanoClock;

/**
 * Follows all sessions of a controller, over as many connections as that takes. Rows of the seconds around a break come
 * again. Confined to the thread that calls it.
 */
public final class LiveFollower {
    private static final Duration LOOK_AROUND = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** How long a controller may be away once it has been there, for instance while it starts again. */
    private static final Duration ABSENCE = Duration.ofSeconds(60);

    /** A connection that lasts so long is one that works, also when there is nothing to tell. */
    private static final Duration LASTING = Duration.ofSeconds(5);

    /** Seconds of the past that a watcher gets first. */
    private static final int PAST_SECONDS = 5;

    /** Of more of the past a controller does not tell at once. */
    private static final int MAX_PAST_SECONDS = 3600;

    private final Vertx vertx;
    private final ControllerClient client;
    private final NanoClock clock;

    public LiveFollower(Vertx vertx, ControllerClient client, NanoClock clock) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
    }

    /**
     * Blocks until that is given up.
     *
     * @param connected run whenever a connection begins; what happens from then on is told by the other two
     * @param rows gets each row, the same one again whenever it has changed
     * @param states gets {@code {"session_id", "state", "cause"}}
     * @param givenUp asked after every event and five times a second; true ends the watching
     * @throws RestFailure when there is no controller, when it was away for a minute or ended each connection of a
     *     minute at once with nothing told, or when it refuses
     */
    public void follow(
            Runnable connected, Consumer<JsonObject> rows, Consumer<JsonObject> states, BooleanSupplier givenUp)
            throws InterruptedException {
        boolean wasThere = false;
        long absentSinceNanos = clock.nanoTime();
        long lastEventNanos = absentSinceNanos;
        while (!givenUp.getAsBoolean()) {
            long connectedNanos = clock.nanoTime();
            try (LiveFeed feed = client.live(pastSeconds(connectedNanos - lastEventNanos))) {
                connectedNanos = clock.nanoTime();
                wasThere = true;
                connected.run();
                while (!givenUp.getAsBoolean()) {
                    Optional<SseEvent> event = feed.next(LOOK_AROUND);
                    if (event.isPresent()) {
                        lastEventNanos = clock.nanoTime();
                        absentSinceNanos = lastEventNanos;
                        handle(event.get(), rows, states);
                    }
                }
            } catch (LiveFeed.Ended e) {
                long nowNanos = clock.nanoTime();
                if (nowNanos - connectedNanos >= LASTING.toNanos()) {
                    absentSinceNanos = nowNanos;
                }
                giveTime(absentSinceNanos, RestFailure.unreachable("the controller has gone and did not come back"));
            } catch (RestFailure e) {
                if (!wasThere || (e.isAnswer() && e.status() < 500)) {
                    throw e;
                }
                giveTime(absentSinceNanos, e);
            }
        }
    }

    /** So much that what was told last comes again. */
    private static int pastSeconds(long sinceLastEventNanos) {
        return (int)
                Math.min(PAST_SECONDS + Duration.ofNanos(sinceLastEventNanos).toSeconds(), MAX_PAST_SECONDS);
    }

    /** Waits a little before the next connection, or fails when there was enough of that. */
    private void giveTime(long absentSinceNanos, RestFailure otherwise) {
        if (clock.nanoTime() - absentSinceNanos > ABSENCE.toNanos()) {
            throw otherwise;
        }
        vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).await();
    }

    private static void handle(SseEvent event, Consumer<JsonObject> rows, Consumer<JsonObject> states) {
        switch (event.name()) {
            case "row" -> rows.accept(new JsonObject(event.data()));
            case "state" -> states.accept(new JsonObject(event.data()));
            default -> {} // agents come and go, which no session shows
        }
    }
}
