package ranload.agent.engine;

import java.util.List;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.Failure;

/**
 * Hears of one session. The calls of one session come one after the other on one engine thread and must not block.
 * Order: {@code prepared} or {@code failed}; rows, warnings and outages; {@code ended} once for every stream, direction
 * and role of this end; {@code closed} exactly once, also after {@code failed}.
 */
public interface SessionListener {
    /** The far side listens on every stream, or the near side has shaken hands on every stream; in the order asked. */
    void prepared(List<OpenedStream> streams);

    /** The session could not be prepared; nothing was sent but handshakes. */
    void failed(Failure failure);

    /** One sub-interval; a row with the key of an earlier one replaces it. */
    void row(IntervalRow row);

    /** Something a reader of the result should know; the session goes on. */
    void warning(String code, String message);

    /** The peer has gone silent on some stream ({@code true}), or answers again on all of them ({@code false}). */
    void outage(boolean begins);

    /** One direction of one stream has ended; all its rows were told before. */
    void ended(StreamResult result);

    /** Nothing of the session is left open. */
    void closed();
}
