package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import ranload.session.SessionState;

/** A line per session, direction and second, each once: for files and pipes. Confined to one thread. */
public final class WatchLines implements WatchView {
    private static final int PATIENCE_SECONDS = 3;

    private final PrintWriter out;
    private final Map<Long, Watched> sessions = new HashMap<>();
    private boolean headed;

    private record Watched(JsonObject session, String state, RowOrder order) {}

    public WatchLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void add(JsonObject session) {
        RowOrder order = new RowOrder(SessionShape.of(session).direction(), 0, PATIENCE_SECONDS);
        sessions.put(session.getLong("session_id"), new Watched(session, session.getString("state"), order));
    }

    @Override
    public void row(JsonObject row) {
        Watched watched = sessions.get(row.getLong("session_id"));
        watched.order().accept(row).forEach(ready -> show(watched, ready));
    }

    private void show(Watched watched, JsonObject row) {
        if (!headed) {
            out.println(WatchLine.HEADER);
            headed = true;
        }
        out.println(WatchLine.of(watched.session(), watched.state(), row.getString("record_type"), row));
    }

    @Override
    public void state(JsonObject change, long nowNanos) {
        long id = change.getLong("session_id");
        String state = change.getString("state");
        Watched watched = sessions.get(id);
        if (SessionState.ofCode(state).filter(SessionState::isEnd).isPresent()) {
            forget(id);
        } else {
            sessions.put(id, new Watched(watched.session(), state, watched.order()));
        }
        JsonObject cause = change.getJsonObject("cause");
        String why = cause == null ? "" : ": " + WatchLine.plain(cause.getString("message"));
        out.println(id + " " + state.replace('_', ' ') + why);
    }

    @Override
    public void forget(long session) {
        Watched watched = sessions.remove(session);
        watched.order().finish().forEach(row -> show(watched, row));
    }

    @Override
    public void look(long nowNanos) {
        out.flush();
    }

    @Override
    public void end() {
        out.flush();
    }
}
