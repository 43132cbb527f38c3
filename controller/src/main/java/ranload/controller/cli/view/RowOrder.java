package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ranload.session.Direction;
import ranload.session.DirectionChoice;

/**
 * Puts the rows of one session in order, by interval and then upstream first, and lets each go once. Rows arrive in any
 * order and again whenever an end adds its part or corrects it; the latest form counts until the row has gone.
 *
 * <p>Holds back rows of at most {@code patience} intervals, or all of them when patience has no end. Confined to one
 * thread.
 */
public final class RowOrder {
    /** Never lets an incomplete row go before {@link #finish}. */
    public static final int UNLIMITED_PATIENCE = Integer.MAX_VALUE;

    private final List<String> recordTypes;
    private final int holdBackIntervals;
    private final int patienceIntervals;
    private final TreeMap<Place, JsonObject> waiting =
            new TreeMap<>(Comparator.comparingInt(Place::interval).thenComparingInt(Place::lane));
    private Place next = new Place(1, 0);
    private int newestInterval;

    /**
     * @param directions that the session loads
     * @param holdBackIntervals a complete row goes when a row this much newer has been seen, for late corrections; from 0
     * @param patienceIntervals a row goes incomplete, or is passed over, when a row this much newer has been seen; from 1
     */
    public RowOrder(DirectionChoice directions, int holdBackIntervals, int patienceIntervals) {
        this.recordTypes = directions.directions().stream().map(Direction::code).toList();
        this.holdBackIntervals = holdBackIntervals;
        this.patienceIntervals = patienceIntervals;
    }

    /** Takes one row and answers the rows whose turn has come, none when it came before. */
    public List<JsonObject> accept(JsonObject row) {
        int lane = recordTypes.indexOf(row.getString("record_type"));
        Place place = new Place(row.getInteger("interval"), lane);
        if (lane < 0 || waiting.comparator().compare(place, next) < 0) {
            return List.of();
        }
        waiting.put(place, row);
        newestInterval = Math.max(newestInterval, place.interval());
        return release();
    }

    /** Answers all rows that still wait, in order; none can follow. */
    public List<JsonObject> finish() {
        List<JsonObject> rest = List.copyOf(waiting.values());
        waiting.clear();
        next = new Place(Integer.MAX_VALUE, 0);
        return rest;
    }

    private List<JsonObject> release() {
        List<JsonObject> ready = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Map.Entry<Place, JsonObject> first = waiting.firstEntry();
            int behind = newestInterval - next.interval();
            boolean itsTurn = first.getKey().equals(next);
            boolean settled = itsTurn && behind >= holdBackIntervals && isComplete(first.getValue());
            if (!settled && behind < patienceIntervals) {
                break;
            }
            if (itsTurn) {
                ready.add(first.getValue());
                waiting.pollFirstEntry();
            }
            next = after(next);
        }
        return ready;
    }

    private Place after(Place place) {
        return place.lane() + 1 < recordTypes.size()
                ? new Place(place.interval(), place.lane() + 1)
                : new Place(place.interval() + 1, 0);
    }

    private static boolean isComplete(JsonObject row) {
        return row.getBoolean("receiver_complete", false) && row.getBoolean("sender_complete", false);
    }

    private record Place(int interval, int lane) {}
}
