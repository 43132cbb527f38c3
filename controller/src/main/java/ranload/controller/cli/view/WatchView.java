package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;

/** What a person sees of all that runs at a controller. Used by one thread. */
public sealed interface WatchView permits WatchLines, WatchScreen {
    /** A session that runs, as the list of sessions shows it. */
    void add(JsonObject session);

    /** A row of a session that is known. */
    void row(JsonObject row);

    /** A change of a known session's state. */
    void state(JsonObject change, long nowNanos);

    /** A known session is no longer there, and nobody can say how it ended. */
    void forget(long session);

    /** Time goes by. */
    void look(long nowNanos);

    /** Nothing will follow. */
    void end();
}
