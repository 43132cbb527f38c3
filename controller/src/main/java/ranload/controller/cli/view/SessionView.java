package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import ranload.session.SessionRequest;
import ranload.session.SessionState;

/** What a person sees of a running session: its states, a line per second and direction, a summary. One thread. */
public final class SessionView {
    /** Seconds that a line waits for the other end's figures before it is shown without them. */
    private static final int PATIENCE_SECONDS = 3;

    private final PrintWriter err;
    private final LiveTable table;
    private final Style style;
    private final RowOrder order;
    private String lastState = "";
    private boolean hasHeader;

    public SessionView(SessionRequest request, PrintWriter err, Style style) {
        this(new SessionShape(request.protocol(), request.direction()), err, style);
    }

    /** Of a session that runs already, as the controller tells it. */
    public SessionView(JsonObject session, PrintWriter out, Style style) {
        this(SessionShape.of(session), out, style);
    }

    private SessionView(SessionShape shape, PrintWriter err, Style style) {
        this.err = err;
        this.table = new LiveTable(shape.transport(), style);
        this.style = style;
        this.order = new RowOrder(shape.direction(), 0, PATIENCE_SECONDS);
    }

    /** Shows a row as soon as it is its turn. */
    public void row(JsonObject row) {
        order.accept(row).forEach(this::show);
    }

    /** Shows the rows that still waited for the other end. */
    public void endOfRows() {
        order.finish().forEach(this::show);
    }

    /** Shows a change of state; an end is left to the summary. */
    public void state(JsonObject change) {
        String state = change.getString("state");
        boolean end = SessionState.ofCode(state).filter(SessionState::isEnd).isPresent();
        if (!end && !state.equals(lastState)) {
            err.println(state);
        }
        lastState = state;
    }

    /** Shows what came of it. */
    public void summary(JsonObject details) {
        Summary.lines(details, style).forEach(err::println);
        err.flush();
    }

    private void show(JsonObject row) {
        if (!hasHeader) {
            err.println(table.header());
            hasHeader = true;
        }
        err.println(table.line(row));
    }
}
