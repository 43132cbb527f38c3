package ranload.controller.bench.peer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Sums up many sessions that were asked for the same. Thread-safe. */
public final class Crowd {
    private static final double PERCENT = 100;
    private static final double BITS = 8;

    private final int asked;
    private final double bitsPerSecond;
    private final Map<Instant, Integer> changes = new TreeMap<>();
    private int complete;
    private double octets;
    private double seconds;
    private double expected;
    private double received;
    private double lost;
    private double notSent;
    private double worst;

    /**
     * @param asked how many sessions were asked for
     * @param bitsPerSecond of each
     */
    public Crowd(int asked, long bitsPerSecond) {
        this.asked = asked;
        this.bitsPerSecond = bitsPerSecond;
    }

    /** One session, ended, with its rows. */
    public synchronized void add(String state, JsonArray rows) {
        complete += state.equals("complete") ? 1 : 0;
        if (rows.isEmpty()) {
            worst = Math.max(worst, PERCENT);
            return;
        }
        Outcome outcome = OwnRows.outcome(rows, false, 0, 0);
        octets += outcome.octets();
        seconds += outcome.seconds();
        received += outcome.datagrams();
        expected += outcome.datagrams() / (1 - Math.min(0.999, outcome.lostPercent() / PERCENT));
        for (Object element : rows) {
            JsonObject row = (JsonObject) element;
            lost += count(row, "errors");
            notSent += count(row, "not_sent");
        }
        double rate = outcome.octets() * BITS / outcome.seconds();
        worst = Math.max(worst, Math.abs(rate / bitsPerSecond - 1) * PERCENT);
        Instant first = end(rows.getJsonObject(0));
        Instant last = end(rows.getJsonObject(rows.size() - 1));
        changes.merge(first.minus(1, ChronoUnit.SECONDS), 1, Integer::sum);
        changes.merge(last, -1, Integer::sum);
    }

    /** What one end has not told yet counts as none. */
    private static long count(JsonObject row, String name) {
        Long count = row.getLong(name);
        return count == null ? 0 : count;
    }

    private static Instant end(JsonObject row) {
        return Instant.parse(row.getString("timestamp"));
    }

    /** Of those asked for, those that ran as planned. */
    public synchronized double completePercent() {
        return complete * PERCENT / asked;
    }

    /** The most that ran at the same time. */
    public synchronized int atOnce() {
        int now = 0;
        int most = 0;
        for (int change : changes.values()) {
            now += change;
            most = Math.max(most, now);
        }
        return most;
    }

    /** How far all of them together were off, without the sign. */
    public synchronized double rateErrorPercent() {
        return seconds == 0 ? PERCENT : Math.abs(octets * BITS / seconds / bitsPerSecond - 1) * PERCENT;
    }

    /** How far the worst of them was off. */
    public synchronized double worstErrorPercent() {
        return worst;
    }

    /** Datagrams that left and did not arrive. */
    public synchronized double lost() {
        return lost;
    }

    /** Datagrams that were due and did not leave. */
    public synchronized double notSent() {
        return notSent;
    }

    public synchronized double lostPercent() {
        return expected == 0 ? 0 : (1 - received / expected) * PERCENT;
    }
}
