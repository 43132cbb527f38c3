package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.bus.AgentEvent;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.controller.FaultPoint;
import ranload.controller.fleet.Fleet;
import ranload.controller.live.LivePublisher;
import ranload.controller.store.SessionStore;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.time.NanoClock;

/**
 * Takes what agents say: stores it, answers once it is stored, then tells watchers and the session. Rows and results of
 * sessions that have ended are taken too. Confined to its service's Vert.x context.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** An agent's text is shown and stored, so it is not for the agent to say how long it is. */
    private static final int MOST_WARNING_CHARACTERS = 1_000;

    private final TypedBus bus;
    private final Fleet fleet;
    private final SessionStore store;
    private final LivePublisher live;
    private final Map<SessionId, ActiveSession> active;
    private final Arrears arrears;
    private final Recovery recovery;
    private final Owners owners;
    private final FaultPoint faults;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

    Intake(
            TypedBus bus,
            Fleet fleet,
            SessionStore store,
            LivePublisher live,
            Map<SessionId, ActiveSession> active,
            Arrears arrears,
            Recovery recovery,
            Owners owners,
            FaultPoint faults) {
        this.bus = bus;
        this.fleet = fleet;
        this.store = store;
        this.live = live;
        this.active = active;
        this.arrears = arrears;
        this.recovery = recovery;
        this.owners = owners;
        this.faults = faults;
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
        if (event instanceof AgentEvent.Resumed resumed) {
            return fleet.resumed(resumed);
        }
        if (event instanceof AgentEvent.Warning warning) {
            return ofOwn(warning.agent(), warning.session(), () -> store.addWarning(cut(warning)));
        }
        if (event instanceof AgentEvent.StreamEnded ended) {
            SessionId id = ended.result().session();
            Side side = ResultKey.of(ended.result()).side();
            return owners.look(List.of(id))
                    .compose(known -> owners.permit(ended.agent(), id, side)
                            ? store.addResult(ended.agent(), ended.result())
                                    .onSuccess(stored -> tell(id, new SessionEvent.StreamEnded(ended.result())))
                            : dropped(ended.agent(), id));
        }
        if (event instanceof AgentEvent.StateChanged changed && changed.phase() == AgentEvent.Phase.OUTAGE) {
            return ofOwn(changed.agent(), changed.session(), () -> {
                tell(changed.session(), new SessionEvent.OutageSeen());
                return Future.succeededFuture();
            });
        }
        return Future.succeededFuture(); // the other phases are answers to our own commands; after Bye the link ends
    }

    private static AgentEvent.Warning cut(AgentEvent.Warning warning) {
        String message = warning.message();
        return message.length() <= MOST_WARNING_CHARACTERS
                ? warning
                : new AgentEvent.Warning(
                        warning.agent(),
                        warning.session(),
                        warning.code(),
                        message.substring(0, MOST_WARNING_CHARACTERS),
                        warning.at());
    }

    /** Does it when the agent is either end of the session. */
    private Future<Void> ofOwn(AgentId agent, SessionId id, Supplier<Future<Void>> step) {
        return owners.look(List.of(id))
                .compose(known -> owners.permit(agent, id, Side.NEAR) || owners.permit(agent, id, Side.FAR)
                        ? step.get()
                        : dropped(agent, id));
    }

    private static Future<Void> dropped(AgentId agent, SessionId id) {
        LOG.warn("agent {} reports on session {}, which is not its: dropped", agent, id);
        return Future.succeededFuture();
    }

    private Future<Reply> rows(RowBatch batch) {
        long arrivedNanos = NanoClock.SYSTEM.nanoTime();
        live.arrived(batch.rows().size());
        return owners.look(batch.rows().stream()
                        .map(IntervalRow::session)
                        .filter(Objects::nonNull)
                        .toList())
                .compose(known -> commit(batch, arrivedNanos))
                .onComplete(done -> live.answered(batch.rows().size()))
                .map(stored -> new Reply.Committed(batch.rows().size()));
    }

    private Future<Void> commit(RowBatch batch, long arrivedNanos) {
        // What makes no sense is dropped like what is not its own: refused, it would be offered again for ever.
        List<IntervalRow> own = batch.rows().stream()
                .filter(row -> SessionStore.canHold(row) && owners.permit(batch.agent(), row, side(row)))
                .toList();
        if (own.size() < batch.rows().size()) {
            int others = batch.rows().size() - own.size();
            LOG.warn("agent {} reports {} rows that its sessions cannot have: dropped", batch.agent(), others);
        }
        if (own.isEmpty()) {
            return Future.succeededFuture();
        }
        if (own.stream().anyMatch(row -> isOverdue(row.session()))) {
            arrears.brought(batch.agent(), arrivedNanos);
        }
        faults.hit("rows_arrived");
        return store.commit(new RowBatch(batch.agent(), own))
                .onSuccess(merged -> faults.hit("rows_committed"))
                .onSuccess(merged -> live.rows(merged, Duration.ofNanos(NanoClock.SYSTEM.nanoTime() - arrivedNanos)))
                .onSuccess(merged -> own.stream()
                        .map(IntervalRow::session)
                        .distinct()
                        .forEach(id -> tell(id, new SessionEvent.RowsStored())))
                .mapEmpty();
    }

    private boolean isOverdue(SessionId id) {
        ActiveSession session = active.get(id);
        return session == null || session.isOverdue();
    }

    private void tell(SessionId id, SessionEvent event) {
        ActiveSession session = active.get(id);
        if (session != null) {
            session.on(event);
        } else {
            recovery.heardOf(id);
        }
    }

    private static Side side(IntervalRow row) {
        Direction direction = row.direction();
        return row instanceof ReceiverRow ? Side.receiverOf(direction) : Side.senderOf(direction);
    }
}
