package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import ranload.session.Direction;
import ranload.session.SessionState;

/**
 * One terminal screen, drawn anew at most four times a second: a line per running session and direction with its newest
 * second, and the sum above them. A session that has ended stays for ten seconds. Confined to one thread.
 */
public final class WatchScreen implements WatchView {
    private static final long REDRAW_NANOS = Duration.ofMillis(250).toNanos();
    private static final long RESIZE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long KEEP_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String HOME = "\u001b[H";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";
    private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String USUAL_SCREEN = "\u001b[?25h\u001b[?1049l";

    private final PrintWriter out;
    private final String place;
    private final Style style;
    private final Supplier<Size> sizes;
    private final TreeMap<Long, Watched> sessions = new TreeMap<>();
    private Size size;
    private long sizedAtNanos;
    private long drawnAtNanos;
    private boolean begun;

    /** Of the window, in characters. */
    public record Size(int columns, int lines) {}

    private static final class Watched {
        private final JsonObject session;
        private final Map<String, JsonObject> newest = new TreeMap<>();
        private String state;
        private String cause = "";
        private Long endedAtNanos;

        private Watched(JsonObject session) {
            this.session = session;
            this.state = session.getString("state");
        }
    }

    /**
     * @param place of the controller, for the first line
     * @param sizes the window's size, asked every 2 s
     */
    public WatchScreen(PrintWriter out, String place, Style style, Supplier<Size> sizes) {
        this.out = out;
        this.place = place;
        this.style = style;
        this.sizes = sizes;
    }

    @Override
    public void add(JsonObject session) {
        sessions.put(session.getLong("session_id"), new Watched(session));
    }

    /** The newest second counts of which both ends have told; one end's alone when the other is 2 s behind. */
    @Override
    public void row(JsonObject row) {
        Map<String, JsonObject> newest = sessions.get(row.getLong("session_id")).newest;
        JsonObject before = newest.get(row.getString("record_type"));
        int ahead = before == null ? 0 : row.getInteger("interval") - before.getInteger("interval");
        boolean whole = row.getBoolean("receiver_complete", false) && row.getBoolean("sender_complete", false);
        if (before == null || (whole && ahead >= 0) || ahead > 2) {
            newest.put(row.getString("record_type"), row);
        }
    }

    @Override
    public void state(JsonObject change, long nowNanos) {
        Watched watched = sessions.get(change.getLong("session_id"));
        watched.state = change.getString("state");
        JsonObject cause = change.getJsonObject("cause");
        watched.cause = cause == null ? "" : cause.getString("message");
        if (isEnded(watched)) {
            watched.endedAtNanos = nowNanos;
        }
    }

    @Override
    public void forget(long session) {
        sessions.remove(session);
    }

    private static boolean isEnded(Watched watched) {
        return SessionState.ofCode(watched.state).filter(SessionState::isEnd).isPresent();
    }

    @Override
    public void look(long nowNanos) {
        if (begun && nowNanos - drawnAtNanos < REDRAW_NANOS) {
            return;
        }
        if (size == null || nowNanos - sizedAtNanos >= RESIZE_NANOS) {
            size = sizes.get();
            sizedAtNanos = nowNanos;
        }
        sessions.values()
                .removeIf(watched -> watched.endedAtNanos != null && nowNanos - watched.endedAtNanos > KEEP_NANOS);
        StringBuilder screen = new StringBuilder(begun ? HOME : OTHER_SCREEN + HOME);
        screen.append(String.join(TO_LINE_END + "\n", lines(size)))
                .append(TO_LINE_END)
                .append(TO_SCREEN_END);
        out.print(screen);
        out.flush();
        begun = true;
        drawnAtNanos = nowNanos;
    }

    /** Gives the terminal back as it was. */
    @Override
    public void end() {
        if (begun) {
            out.print(USUAL_SCREEN);
            out.flush();
            begun = false;
        }
    }

    /** What fits: never more lines, and none longer, than the window has. */
    List<String> lines(Size window) {
        List<String> table = new ArrayList<>();
        sessions.values().forEach(watched -> table.addAll(lines(watched, window.columns())));
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(cut(title(), window.columns())));
        lines.add(style.bold(cut(table.isEmpty() ? "nothing runs" : WatchLine.HEADER, window.columns())));
        int room = Math.max(1, window.lines() - lines.size());
        if (table.size() <= room) {
            lines.addAll(table);
        } else {
            lines.addAll(table.subList(0, room - 1));
            lines.add(cut("... " + (table.size() - room + 1) + " lines more than this window has", window.columns()));
        }
        return lines;
    }

    private String title() {
        long running =
                sessions.values().stream().filter(watched -> !isEnded(watched)).count();
        StringBuilder title = new StringBuilder(running + (running == 1 ? " session" : " sessions") + " at " + place);
        for (Direction direction : Direction.values()) {
            double received = sessions.values().stream()
                    .filter(watched -> !isEnded(watched))
                    .map(watched -> watched.newest.get(direction.code()))
                    .mapToDouble(row -> WatchLine.number(row, "throughput") / 1e6)
                    .sum();
            title.append(String.format(Locale.ROOT, "   %s %.1f Mbit/s", direction.code(), received));
        }
        return title.append("   Ctrl-C ends watching").toString();
    }

    private List<String> lines(Watched watched, int columns) {
        List<String> lines = new ArrayList<>();
        for (Direction direction : SessionShape.of(watched.session).direction().directions()) {
            String text = cut(line(watched, direction.code()), columns);
            lines.add(
                    !isEnded(watched)
                            ? text
                            : watched.state.equals(SessionState.FAILED.code()) ? style.error(text) : style.bold(text));
        }
        return lines;
    }

    /** What failed says why, where the figures would be. */
    private static String line(Watched watched, String direction) {
        return watched.cause.isEmpty()
                ? WatchLine.of(watched.session, watched.state, direction, watched.newest.get(direction))
                : watched.session.getLong("session_id") + " " + watched.state.replace('_', ' ') + " " + direction + "  "
                        + WatchLine.plain(watched.cause);
    }

    private static String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns);
    }
}
