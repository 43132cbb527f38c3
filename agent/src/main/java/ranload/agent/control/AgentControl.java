package ranload.agent.control;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.agent.engine.LoadEngine;
import ranload.agent.engine.SessionSpec;
import ranload.agent.net.HostFacts;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.NicCatalogue;
import ranload.agent.policy.LocalPolicy;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.BuildInfo;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.StreamSpec;

/** Carries out commands. Confined to the Vert.x context that it was made on. */
public final class AgentControl {
    private static final Logger LOG = LoggerFactory.getLogger(AgentControl.class);

    /** A small part of what the link takes at a time. */
    private static final int EVENTS_UNDERWAY = 256;

    private final Vertx vertx;
    private final Context context;
    private final TypedBus bus;
    private final InstantSource wall;
    private final AgentId agent;
    private final LoadEngine engine;
    private final Spool spool;
    private final Outbox outbox;
    private final Turnstile turnstile = new Turnstile(EVENTS_UNDERWAY);
    private final LocalPolicy policy;
    private final Map<SessionId, AgentSession> running = new LinkedHashMap<>();
    private final Map<SessionId, List<StreamSpec>> loads = new LinkedHashMap<>();
    private final Map<SessionId, Notices> talking = new LinkedHashMap<>();
    private final Set<SessionId> inMemoryOnly = new HashSet<>();
    private final Deque<SessionId> leftovers = new ArrayDeque<>();
    private final Promise<Void> idle = Promise.promise();
    private Notices own;
    private long epoch;
    private boolean handingOver;
    private boolean dismissed;
    private boolean ending;

    /** @param policy what the owner of this host allows, whoever asks */
    public AgentControl(
            Vertx vertx, AgentId agent, LoadEngine engine, Spool spool, LocalPolicy policy, InstantSource wall) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.bus = new TypedBus(vertx.eventBus());
        this.agent = agent;
        this.engine = engine;
        this.spool = spool;
        this.policy = policy;
        this.wall = wall;
        this.outbox = new Outbox(vertx, bus, agent);
        this.own = new Notices(vertx, bus, turnstile);
    }

    /** Says hello and, once the controller has noted it, hands over what an earlier process left. */
    public Future<Void> greet() {
        return vertx.executeBlocking(() -> HostFacts.gather(engine.sockets())).compose(facts -> {
            try {
                leftovers.addAll(spool.leftovers());
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
            AgentEvent hello =
                    new AgentEvent.Hello(agent, BuildInfo.current().buildId(), facts, List.copyOf(leftovers));
            own.tell(hello, this::controllerListens);
            return Future.succeededFuture();
        });
    }

    /** The controller is linked again after {@link #linkLost}: says what runs, then all that was not heard. */
    public void greetAgain() {
        dismissed = false; // it was needed no more, and now is again
        own = new Notices(vertx, bus, turnstile);
        own.tell(new AgentEvent.Resumed(agent, List.copyOf(running.keySet())), this::controllerListens);
    }

    private void controllerListens() {
        outbox.open();
        talking.values().forEach(Notices::open);
        if (!handingOver) {
            handingOver = true;
            nextLeftover();
        }
    }

    /** Carries out one command. */
    public Future<? extends Reply> handle(AgentCommand command) {
        if (command instanceof AgentCommand.Describe) {
            return vertx.executeBlocking(() -> HostFacts.gather(engine.sockets()))
                    .map(Reply.Described::new);
        } else if (command instanceof AgentCommand.Prepare prepare) {
            adopt(prepare.epoch());
            return prepare(prepare);
        } else if (command instanceof AgentCommand.Start start) {
            adopt(start.epoch());
            return Future.succeededFuture(start(start));
        } else if (command instanceof AgentCommand.Renew renew) {
            adopt(renew.epoch());
            return Future.succeededFuture(renew(renew));
        } else if (command instanceof AgentCommand.Stop stop) {
            adopt(stop.epoch());
            engine.stop(stop.session(), stop.cause());
            return Future.succeededFuture(new Reply.Stopping());
        } else if (command instanceof AgentCommand.Dismiss) {
            dismissed = true;
            return Future.succeededFuture(new Reply.Stopping());
        }
        throw new IllegalStateException("no such command: " + command);
    }

    /**
     * Ends every session now and takes no more.
     *
     * @return done when the engine has closed all and the spool holds what they came to
     */
    public Future<Void> stopAll(Failure cause) {
        List.copyOf(running.keySet()).forEach(session -> engine.stop(session, cause));
        return untilIdle();
    }

    /** Takes no more sessions; done when those that run have ended by themselves. */
    public Future<Void> untilIdle() {
        ending = true;
        completeWhenIdle();
        return idle.future();
    }

    /** The controller is gone: what is measured from now on is spooled only, until {@link #greetAgain}. */
    public void linkLost() {
        outbox.close();
        own.close();
        talking.values().forEach(Notices::close);
    }

    /** Tells the controller that the process ends; nobody waits for its answer. */
    public void sayBye(String reason) {
        own.tell(new AgentEvent.Bye(agent, reason));
    }

    private void adopt(long commandEpoch) {
        if (commandEpoch < epoch) {
            throw Failure.of(
                            "stale_epoch",
                            "command of epoch " + commandEpoch + ", but a controller of epoch " + epoch
                                    + " has taken over")
                    .asException();
        }
        epoch = commandEpoch;
    }

    private Future<Reply.Prepared> prepare(AgentCommand.Prepare command) {
        SessionId id = command.session();
        if (ending) {
            throw Failure.of("agent_ending", "agent " + agent + " is ending").asException();
        }
        if (talking.containsKey(id)) {
            throw Failure.of("already_prepared", "agent " + agent + " has session " + id + " already")
                    .asException();
        }
        SessionSpec spec = admitted(spec(command));
        Notices notices = new Notices(vertx, bus, turnstile);
        AgentSession session = new AgentSession(
                context, wall, agent, id, spool.file(id), outbox, notices, () -> closed(id), () -> handedOver(id));
        talking.put(id, notices);
        running.put(id, session);
        loads.put(id, spec.streams());
        try {
            engine.prepare(guarded(spec, session), session);
        } catch (RuntimeException e) {
            running.remove(id);
            loads.remove(id);
            talking.remove(id);
            throw e;
        }
        return session.prepared();
    }

    private static SessionSpec spec(AgentCommand.Prepare command) {
        try {
            return new SessionSpec(
                    command.session(),
                    command.side(),
                    Base64.getDecoder().decode(command.sessionKey()),
                    command.nic(),
                    command.localAddress(),
                    command.peerAddress(),
                    command.ipv6(),
                    command.streams(),
                    command.loadSeconds(),
                    command.grantTtlMillis() * 1_000_000);
        } catch (IllegalArgumentException e) {
            throw Failure.of("bad_message", "prepare of session " + command.session() + ": " + e.getMessage())
                    .asException();
        }
    }

    /**
     * The session as the owner of this host allows it: where not every NIC may be used, it is bound to one.
     *
     * @throws ranload.session.FailureException {@code refused_by_policy}
     */
    private SessionSpec admitted(SessionSpec spec) {
        InetAddress local = spec.localAddress() == null ? null : IpAddresses.parse(spec.localAddress(), spec.nic());
        String nic = spec.nic();
        if (nic == null) {
            nic = local == null ? policy.onlyNic() : NicCatalogue.nameOf(local);
        }
        policy.requireNic(nic);
        if (spec.peerAddress() != null) {
            policy.requirePeer(IpAddresses.parse(spec.peerAddress(), spec.nic()));
        }
        policy.requireRate(spec.streams(), loads.values());
        return spec.nic() == null && policy.choosesNic() ? spec.boundTo(nic) : spec;
    }

    /** The session whose far side answers only those whom the owner of this host allows, and says so once. */
    private SessionSpec guarded(SessionSpec spec, AgentSession session) {
        AtomicBoolean said = new AtomicBoolean();
        return spec.answering(peer -> {
            Optional<Failure> refusal = policy.refusePeer(peer);
            if (refusal.isPresent() && !said.getAndSet(true)) {
                session.warning(refusal.get().code(), refusal.get().message());
            }
            return refusal.isEmpty();
        });
    }

    private Reply start(AgentCommand.Start command) {
        AgentSession session = running.get(command.session());
        if (session == null) {
            throw Failure.of("unknown_session", "agent " + agent + " has no session " + command.session())
                    .asException();
        }
        long delayMillis = Math.max(0, command.delayMillis());
        engine.start(command.session(), delayMillis * 1_000_000);
        vertx.setTimer(Math.max(1, delayMillis), id -> session.running());
        return new Reply.Started(wall.instant().plusMillis(delayMillis));
    }

    private Reply renew(AgentCommand.Renew command) {
        return new Reply.Renewed(command.sessions().stream()
                .filter(session -> {
                    boolean known = running.containsKey(session);
                    if (known) {
                        engine.renew(session, command.ttlMillis() * 1_000_000);
                    }
                    return !known;
                })
                .toList());
    }

    /** True when the controller has said, over the link there is, that it needs this process no more. */
    public boolean isDismissed() {
        return dismissed;
    }

    /** True when nothing runs and all that is still to be handed over would survive the process. */
    public boolean mayBeReplaced() {
        return running.isEmpty() && inMemoryOnly.isEmpty();
    }

    private void handedOver(SessionId session) {
        talking.remove(session);
        inMemoryOnly.remove(session);
    }

    private void closed(SessionId session) {
        AgentSession closed = running.remove(session);
        loads.remove(session);
        if (!closed.isSafe() && talking.containsKey(session)) {
            inMemoryOnly.add(session);
        }
        completeWhenIdle();
    }

    private void completeWhenIdle() {
        if (ending && running.isEmpty()) {
            idle.tryComplete();
        }
    }

    /** One after the other, so that only one old file is in memory. */
    private void nextLeftover() {
        SessionId session = leftovers.poll();
        if (session == null) {
            return;
        }
        Notices notices = new Notices(vertx, bus, turnstile);
        talking.put(session, notices);
        Delivery delivery = new Delivery(
                agent,
                session,
                spool.file(session),
                outbox,
                notices,
                (code, message) -> LOG.warn("session {}: {}: {}", session, code, message));
        try {
            delivery.replay();
        } catch (IOException e) {
            LOG.warn("cannot read what an earlier process left of session {}: {}", session, e.toString());
            nextLeftover();
            return;
        }
        delivery.end(null, () -> {
            talking.remove(session);
            nextLeftover();
        });
    }
}
