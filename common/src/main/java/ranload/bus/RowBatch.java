package ranload.bus;

import java.util.List;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;

/**
 * Rows on {@code controller.rows}; they may repeat rows of an earlier batch and belong to several sessions. Answered by
 * {@link Reply.Committed} after commit. At most {@value #MAX_ROWS} rows, so that a batch fits one frame.
 */
public record RowBatch(AgentId agent, List<IntervalRow> rows) {
    /** Rows in one batch at most: 80 rows of at most 800 octets of JSON stay below a frame's 64 KiB. */
    public static final int MAX_ROWS = 80;

    public RowBatch {
        rows = List.copyOf(rows);
        if (rows.isEmpty() || rows.size() > MAX_ROWS) {
            throw new IllegalArgumentException("rows: 1 to " + MAX_ROWS + " in a batch, got " + rows.size());
        }
    }
}
