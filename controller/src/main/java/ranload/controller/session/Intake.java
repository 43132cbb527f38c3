package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.bus.AgentEvent;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.controller.fleet.Fleet;
import ranload.controller.live.LivePublisher;
import ranload.controller.store.SessionStore;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.Side;
import ranload.time.NanoClock;

/**
 * Takes what agents say: stores it, answers once it is stored, then tells watchers and the session. Rows and results of
 * sessions that have ended are taken too. Confined to its service's Vert.x context.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final TypedBus bus;
    private final Fleet fleet;
    private final SessionStore store;
    private final LivePublisher live;
    private final Map<SessionId, ActiveSession> active;
    private final Recovery recovery;
    private final List<MessageConsumer<JsonObject>> consumers = new ArrayList<>();

    Intake(
            TypedBus bus,
            Fleet fleet,
            SessionStore store,
            LivePublisher live,
            Map<SessionId, ActiveSession> active,
            Recovery recovery) {
        this.bus = bus;
        this.fleet = fleet;
        this.store = store;
        this.live = live;
        this.active = active;
        this.recovery = recovery;
    }

    void open() {
        consumers.add(bus.answer(Addresses.CONTROLLER_EVENT, this::event));
        consumers.add(bus.answer(Addresses.CONTROLLER_ROWS, this::rows));
    }

    Future<Void> close() {
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    private Future<Reply> event(AgentEvent event) {
        return take(event).map(new Reply.Noted());
    }

    private Future<Void> take(AgentEvent event) {
        if (event instanceof AgentEvent.Hello hello) {
            return fleet.hello(hello);
        }
        if (event instanceof AgentEvent.Warning warning) {
            return store.addWarning(warning);
        }
        if (event instanceof AgentEvent.StreamEnded ended) {
            SessionId id = ended.result().session();
            if (!belongs(ended.agent(), id, ResultKey.of(ended.result()).side())) {
                LOG.warn("agent {} reports a result of session {}, which is not its: dropped", ended.agent(), id);
                return Future.succeededFuture();
            }
            return store.addResult(ended.agent(), ended.result())
                    .onSuccess(stored -> tell(id, new SessionEvent.StreamEnded(ended.result())));
        }
        if (event instanceof AgentEvent.StateChanged changed && changed.phase() == AgentEvent.Phase.OUTAGE) {
            tell(changed.session(), new SessionEvent.OutageSeen());
        }
        return Future.succeededFuture(); // the other phases are answers to our own commands; after Bye the link ends
    }

    private Future<Reply> rows(RowBatch batch) {
        List<IntervalRow> own = batch.rows().stream()
                .filter(row -> belongs(batch.agent(), row.session(), side(row)))
                .toList();
        if (own.size() < batch.rows().size()) {
            int others = batch.rows().size() - own.size();
            LOG.warn("agent {} reports {} rows of sessions that are not its: dropped", batch.agent(), others);
        }
        if (own.isEmpty()) {
            return Future.succeededFuture(new Reply.Committed(batch.rows().size()));
        }
        long arrivedNanos = NanoClock.SYSTEM.nanoTime();
        return store.commit(new RowBatch(batch.agent(), own))
                .onSuccess(merged -> live.rows(merged, Duration.ofNanos(NanoClock.SYSTEM.nanoTime() - arrivedNanos)))
                .onSuccess(merged -> own.stream()
                        .map(IntervalRow::session)
                        .distinct()
                        .forEach(id -> tell(id, new SessionEvent.RowsStored())))
                .map(merged -> new Reply.Committed(batch.rows().size()));
    }

    private void tell(SessionId id, SessionEvent event) {
        ActiveSession session = active.get(id);
        if (session != null) {
            session.on(event);
        } else {
            recovery.heardOf(id);
        }
    }

    /** An agent reports on its own end of its own sessions; of sessions that have ended the store knows whose. */
    private boolean belongs(AgentId agent, SessionId id, Side side) {
        ActiveSession session = active.get(id);
        SessionPlan plan = session == null ? recovery.plan(id) : session.plan();
        return plan == null || AgentCalls.agent(plan, side).equals(agent);
    }

    private static Side side(IntervalRow row) {
        Direction direction = row.direction();
        return row instanceof ReceiverRow ? Side.receiverOf(direction) : Side.senderOf(direction);
    }
}
