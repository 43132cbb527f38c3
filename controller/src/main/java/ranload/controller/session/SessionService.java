package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.TypedBus;
import ranload.controller.FaultPoint;
import ranload.controller.fleet.AgentLink;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.fleet.OnContext;
import ranload.controller.live.LivePublisher;
import ranload.controller.store.SessionStore;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.time.NanoClock;

/**
 * The sessions of this controller: makes them, drives each to its end, ends them truthfully after a restart. Public
 * methods may be called from any thread; the state is confined to one Vert.x context, that of the caller of the
 * constructor, which must be the fleet's too.
 */
public final class SessionService {
    private static final Logger LOG = LoggerFactory.getLogger(SessionService.class);

    private final Vertx vertx;
    private final OnContext owner;
    private final TypedBus bus;
    private final Fleet fleet;
    private final Environments environments;
    private final SessionStore store;
    private final LivePublisher live;
    private final Limits limits;
    private final Admission admission;
    private final DayCount dayCount;
    private final Timing timing;
    private final FaultPoint faults;
    private final InstantSource wall = InstantSource.system();
    private final PlanMaker planMaker;
    private final Recovery recovery;
    private final Owners owners;
    private final Intake intake;
    private final Map<SessionId, ActiveSession> active = new HashMap<>();
    private final Arrears arrears = new Arrears();
    private final Grants grants;
    private final FleetNews news;
    private int planning;
    private boolean closing;

    /**
     * @param version the controller's, stored with every session
     * @param faults hit on the way of every session
     */
    public SessionService(
            Vertx vertx,
            Fleet fleet,
            Environments environments,
            SessionStore store,
            LivePublisher live,
            Limits limits,
            Timing timing,
            String version,
            FaultPoint faults) {
        this.vertx = vertx;
        this.owner = new OnContext(vertx);
        this.bus = new TypedBus(vertx.eventBus());
        this.fleet = fleet;
        this.environments = environments;
        this.store = store;
        this.live = live;
        this.limits = limits;
        this.admission = new Admission(limits.shared());
        this.dayCount = new DayCount(store, admission, limits.shared().countsOctets());
        this.timing = timing;
        this.faults = faults;
        this.planMaker = new PlanMaker(vertx, fleet, store, wall, version);
        this.recovery = new Recovery(vertx, store, live, timing, fleet, environments);
        this.owners = new Owners(store);
        this.intake = new Intake(bus, fleet, store, live, active, arrears, recovery, owners, faults);
        this.grants = new Grants(vertx, bus, fleet, live, active, recovery, timing, store.epoch());
        this.news = new FleetNews(bus, store, active, timing, wall, grants);
    }

    /** Begins to listen to agents and to renew grants. To be called once, on the owning context. */
    public void open() {
        fleet.onEvent(news::on);
        intake.open();
        grants.open();
    }

    /**
     * Plans and stores a session; the rest goes on in the background.
     *
     * @return the plan once it is stored; or a failure with {@code limit_exceeded}, {@code daily_limit_exceeded},
     *     {@code unknown_environment}, {@code unknown_interface}, {@code nic_down}, {@code no_address},
     *     {@code wrong_interface}, {@code unknown_agent}, {@code agent_not_connected}, {@code wrong_environment},
     *     {@code unknown_host}, {@code far_address_refused}, or what keeps the near agent from running
     */
    public Future<SessionPlan> create(SessionRequest request) {
        return owner.call(() -> {
            if (closing) {
                throw Failure.of("closing", "the controller ends").asException();
            }
            limits.check(request, active.size() + planning);
            Environment environment = environments.find(request.environment());
            planning++;
            fleet.startBesideNear(environment);
            return planMaker
                    .plan(request, environment)
                    .compose(this::admit)
                    .onComplete(done -> planning--)
                    .compose(plan -> begin(plan, environment).map(plan));
        });
    }

    /**
     * Ends a session early; its rows until then stay. One that has ended is left as it is.
     *
     * @return done when its end is stored; or a failure with {@code not_found}
     */
    public Future<Void> stop(SessionId id) {
        return owner.call(() -> {
            ActiveSession session = active.get(id);
            if (session != null) {
                session.on(new SessionEvent.StopRequested());
                return session.ended();
            }
            return recovery.ended(id).orElseGet(() -> requireStored(id));
        });
    }

    /**
     * Erases an ended session for good.
     *
     * @return done when it is erased; or a failure with {@code not_found}, {@code not_ended}, or {@code counts_today}
     *     while its octets are needed for a daily limit, which a restart counts anew from what is stored
     */
    public Future<Void> erase(SessionId id) {
        return owner.call(() -> dayCount.needs(id, wall.instant())
                .compose(needed -> needed
                        ? Future.failedFuture(Failure.of(
                                        "counts_today",
                                        "session " + id
                                                + " counts for today's limit of octets; erase it tomorrow (UTC)")
                                .asException())
                        : store.erase(id)));
    }

    /**
     * Ends every session that an earlier process of the controller left unended, after its agents were offered the
     * time to hand over the rows that they still have.
     *
     * @return done when all of them have ended
     */
    public Future<Void> recover() {
        return owner.call(() -> store.unended().map(this::ofEarlierRuns).compose(plans -> dayCount.known(wall.instant())
                .otherwiseEmpty() // the next session to be made asks again
                .eventually(() -> recovery.start(plans))
                .onComplete(done -> plans.forEach(plan -> account(plan.id())))));
    }

    /** Sessions may be asked for before the earlier ones are dealt with. */
    private List<SessionPlan> ofEarlierRuns(List<SessionPlan> unended) {
        return unended.stream().filter(plan -> store.isOfEarlierRun(plan.id())).toList();
    }

    /** Stops all sessions, for a bounded time, and listens to agents no more. */
    public Future<Void> close() {
        return owner.call(() -> {
            closing = true;
            List<Future<Void>> ends =
                    active.values().stream().map(ActiveSession::ended).toList();
            List.copyOf(active.values()).forEach(session -> session.on(new SessionEvent.StopRequested()));
            return Future.join(ends)
                    .<Void>mapEmpty()
                    .timeout(timing.close().toMillis(), TimeUnit.MILLISECONDS)
                    .otherwiseEmpty()
                    .onComplete(done -> grants.close())
                    .eventually(intake::close);
        });
    }

    private Future<SessionPlan> admit(SessionPlan plan) {
        return dayCount.known(wall.instant()).map(known -> {
            admission.admit(plan, wall.instant());
            return plan;
        });
    }

    /** What it has moved counts from now on in place of what it asked for. */
    private void account(SessionId id) {
        dayCount.ended(id, wall.instant())
                .onFailure(cause -> LOG.warn("session {} is not counted for its day: {}", id, cause.getMessage()))
                .onComplete(counted -> admission.release(id));
    }

    /**
     * Sets a session going. Both ends get ready while its plan is stored; load waits for that.
     *
     * @return done when the plan is stored
     */
    private Future<Void> begin(SessionPlan plan, Environment environment) {
        StoreWriter writer = new StoreWriter(vertx, store, live, plan.id(), store.insert(plan));
        ActiveSession session = new ActiveSession(
                vertx,
                store,
                writer,
                new AgentCalls(bus, plan, store.epoch(), timing),
                () -> reachAgents(plan, environment),
                () -> fleet.isOutOfReach(plan.near()) || fleet.isOutOfReach(plan.far()),
                () -> isBehind(plan.near()) || isBehind(plan.far()),
                wall,
                faults,
                SessionRun.of(plan, timing));
        owners.note(plan);
        live.opened(plan);
        active.put(plan.id(), session);
        session.ended().onComplete(done -> {
            active.remove(plan.id());
            account(plan.id());
        });
        session.on(new SessionEvent.Begun());
        if (closing) {
            session.on(new SessionEvent.StopRequested());
        }
        return writer.inserted().onSuccess(stored -> faults.hit("session_stored"));
    }

    private boolean isBehind(AgentId agent) {
        return arrears.isBehind(agent, timing.drain(), NanoClock.SYSTEM.nanoTime());
    }

    private Future<Void> reachAgents(SessionPlan plan, Environment environment) {
        Future<AgentLink> far = fleet.far(environment, PlanMaker.binding(plan));
        return Future.all(fleet.near(plan.near()), far).mapEmpty();
    }

    private Future<Void> requireStored(SessionId id) {
        return store.outline(id)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                Failure.of("not_found", "no session " + id).asException()));
    }
}
