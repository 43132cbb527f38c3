package ranload.agent.control;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.List;
import ranload.agent.engine.OpenedStream;
import ranload.agent.engine.SessionListener;
import ranload.bus.AgentEvent;
import ranload.bus.Reply;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;

/**
 * One session at this agent, from its prepare to its end. The engine's threads call it; each call goes on on the Vert.x
 * context that owns everything here.
 */
final class AgentSession implements SessionListener {
    private final Context context;
    private final InstantSource wall;
    private final AgentId agent;
    private final SessionId session;
    private final Notices notices;
    private final Delivery delivery;
    private final Runnable onClosed;
    private final Runnable onHandedOver;
    private final Promise<Reply.Prepared> prepared = Promise.promise();
    private Failure failure;
    private boolean closed;

    AgentSession(
            Context context,
            InstantSource wall,
            AgentId agent,
            SessionId session,
            SpoolFile spool,
            Outbox outbox,
            Notices notices,
            Runnable onClosed,
            Runnable onHandedOver) {
        this.context = context;
        this.wall = wall;
        this.agent = agent;
        this.session = session;
        this.notices = notices;
        this.delivery = new Delivery(agent, session, spool, outbox, notices, this::warn);
        this.onClosed = onClosed;
        this.onHandedOver = onHandedOver;
    }

    /** The answer to the prepare. */
    Future<Reply.Prepared> prepared() {
        return prepared.future();
    }

    /** True when all that it still has to hand over would survive this process. */
    boolean isSafe() {
        return delivery.isSafe();
    }

    /** Load flows from now on, unless the session has ended before. */
    void running() {
        if (!closed) {
            tell(AgentEvent.Phase.RUNNING);
        }
    }

    @Override
    public void prepared(List<OpenedStream> streams) {
        context.runOnContext(none -> {
            // The answer first: the start waits for it.
            prepared.tryComplete(new Reply.Prepared(streams.stream()
                    .map(stream -> new Reply.OpenStream(
                            stream.index(), stream.localAddress(), stream.localPort(), stream.rttMicros()))
                    .toList()));
            tell(AgentEvent.Phase.PREPARED);
        });
    }

    @Override
    public void failed(Failure why) {
        context.runOnContext(none -> {
            failure = why;
            prepared.tryFail(why.asException());
        });
    }

    @Override
    public void row(IntervalRow row) {
        context.runOnContext(none -> delivery.row(row));
    }

    @Override
    public void warning(String code, String message) {
        context.runOnContext(none -> warn(code, message));
    }

    @Override
    public void outage(boolean begins) {
        context.runOnContext(none -> tell(begins ? AgentEvent.Phase.OUTAGE : AgentEvent.Phase.RECOVERED));
    }

    @Override
    public void ended(StreamResult result) {
        context.runOnContext(none -> delivery.result(result));
    }

    @Override
    public void closed() {
        context.runOnContext(none -> {
            closed = true;
            prepared.tryFail(Failure.of("stopped", "session " + session + " was stopped while it was prepared")
                    .asException());
            delivery.end(failure, onHandedOver);
            onClosed.run();
        });
    }

    private void warn(String code, String message) {
        notices.tell(new AgentEvent.Warning(agent, session, code, message, wall.instant()));
    }

    private void tell(AgentEvent.Phase phase) {
        notices.tell(new AgentEvent.StateChanged(agent, session, phase, null));
    }
}
