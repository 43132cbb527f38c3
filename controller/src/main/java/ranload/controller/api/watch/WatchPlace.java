package ranload.controller.api.watch;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ranload.controller.store.RowPlace;
import ranload.session.SessionId;

/**
 * How far a watcher of one session has come: what the ids of its events say. At first it gets the rows of the past by
 * interval, as they were after one transaction, whose revision is the base; then every row in the order of the
 * transactions after it. So each version of a row is sent once, whatever is written meanwhile, and however often the
 * connection breaks. Immutable.
 *
 * @param past true while rows of the past are sent
 * @param revision the base while rows of the past are sent, then that of the last row
 * @param interval of the last row, 0 before the first
 * @param recordType of the last row, empty before the first
 */
record WatchPlace(boolean past, long revision, int interval, String recordType) {
    /** The id of the event after which nothing comes. */
    static final String END = "end";

    private static final Pattern ID = Pattern.compile("(p?)([0-9]{1,18})\\.([0-9]{1,9})([ud])");

    /** Before the first row. */
    static WatchPlace beginning(long base) {
        return new WatchPlace(true, base, 0, "");
    }

    /** The place that an event's id names; empty when it is none. */
    static Optional<WatchPlace> of(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? Optional.of(new WatchPlace(
                        !matcher.group(1).isEmpty(),
                        Long.parseLong(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        matcher.group(4)))
                : Optional.empty();
    }

    /** After this row, in the same part of the way. */
    WatchPlace at(JsonObject row) {
        return new WatchPlace(
                past,
                past ? revision : row.getLong("revision"),
                row.getInteger("interval"),
                row.getString("record_type"));
    }

    /** After the last row of the past. */
    WatchPlace present() {
        return new WatchPlace(false, revision, Integer.MAX_VALUE, "");
    }

    /** In the order of what was stored. */
    RowPlace stored(SessionId session) {
        return interval == Integer.MAX_VALUE
                ? RowPlace.after(revision)
                : new RowPlace(revision, session.value(), interval, recordType);
    }

    String id() {
        return (past ? "p" : "") + revision + "." + interval + recordType;
    }
}
