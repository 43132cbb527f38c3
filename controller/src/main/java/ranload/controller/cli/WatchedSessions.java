package ranload.controller.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ranload.controller.cli.rest.ControllerClient;
import ranload.controller.cli.rest.RestFailure;
import ranload.controller.cli.view.WatchView;
import ranload.session.SessionId;
import ranload.session.SessionState;
import ranload.time.NanoClock;

/**
 * Tells a view what runs at a controller and what becomes of it, also of what ended while there was no connection.
 * Confined to one thread.
 */
final class WatchedSessions {
    /** Ended sessions of which late rows may come; of more, the oldest are asked for again. */
    private static final int MAX_REMEMBERED = 1000;

    /** Of a session that ended unheard, rows this much older than its end were heard: no connection is away so long. */
    private static final Duration UNHEARD = Duration.ofMinutes(5);

    private static final int NOT_FOUND = 404;

    private final ControllerClient client;
    private final WatchView view;
    private final NanoClock clock;
    private final Set<Long> running = new TreeSet<>();
    private final Set<Long> notRunning = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });

    WatchedSessions(ControllerClient client, WatchView view, NanoClock clock) {
        this.client = client;
        this.view = view;
        this.clock = clock;
    }

    /**
     * A connection has begun: what runs is asked for, and how that ended which no longer does.
     *
     * @throws RestFailure when the controller does not say
     */
    void connected() {
        Set<Long> active = addRunning();
        for (long session : List.copyOf(running)) {
            if (!active.contains(session)) {
                endUnheard(session);
            }
        }
    }

    /** Takes a row of any session. */
    void row(JsonObject row) {
        if (isRunning(row.getLong("session_id"))) {
            view.row(row);
        }
    }

    /** Takes a change of any session's state. */
    void state(JsonObject change) {
        if (isRunning(change.getLong("session_id"))) {
            show(change);
        }
    }

    private void show(JsonObject change) {
        view.state(change, clock.nanoTime());
        if (SessionState.ofCode(change.getString("state"))
                .filter(SessionState::isEnd)
                .isPresent()) {
            over(change.getLong("session_id"));
        }
    }

    private void over(long session) {
        running.remove(session);
        notRunning.add(session);
    }

    /** A session heard of for the first time is asked for. */
    private boolean isRunning(long session) {
        if (!notRunning.contains(session) && !running.contains(session)) {
            addRunning();
            if (!running.contains(session)) {
                notRunning.add(session);
            }
        }
        return running.contains(session);
    }

    private Set<Long> addRunning() {
        JsonArray listed = client.list("/sessions/active", Map.of());
        Set<Long> active = new HashSet<>();
        for (int i = 0; i < listed.size(); i++) {
            JsonObject session = listed.getJsonObject(i);
            long id = session.getLong("session_id");
            active.add(id);
            if (!notRunning.contains(id) && running.add(id)) {
                view.add(session);
            }
        }
        return active;
    }

    /** Its rows first, which would not be taken after its end. */
    private void endUnheard(long session) {
        try {
            JsonObject details = client.details(new SessionId(session));
            String end = details.getString("end_time");
            Map<String, String> late = end == null
                    ? Map.of()
                    : Map.of("after", Instant.parse(end).minus(UNHEARD).toString());
            JsonArray rows = client.list("/sessions/" + session + "/data", late);
            for (int i = 0; i < rows.size(); i++) {
                view.row(rows.getJsonObject(i));
            }
            show(details);
        } catch (RestFailure e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            view.forget(session); // ended and erased: nobody can say how it ended
            over(session);
        }
    }
}
