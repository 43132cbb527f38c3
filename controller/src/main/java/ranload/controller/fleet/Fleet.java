package ranload.controller.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.AgentFacts;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.deploy.DoctorStep;
import ranload.deploy.ssh.NicBinding;
import ranload.link.BytePipe;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.time.NanoClock;

/**
 * Every agent of this controller. An agent is started when it is first needed, shared by all sessions that need it, and
 * started again when it dies. Public methods may be called from any thread; the state is confined to one Vert.x
 * context, that of the caller of the constructor.
 */
public final class Fleet {
    private static final Duration DESCRIBE_WITHIN = Duration.ofSeconds(5);

    /** At once; of many agents that dial in after a restart of the controller, each holds one while its Java starts. */
    private static final int MOST_LAUNCHES = 64;

    private static final AgentId EXAMINER = new AgentId("doctor");

    private final OnContext owner;
    private final TypedBus bus;
    private final Launchers launchers;
    private final FleetScope scope;
    private final List<Consumer<FleetEvent>> listeners = new ArrayList<>();
    private final Map<AgentId, ManagedAgent> agents = new TreeMap<>(Comparator.comparing(AgentId::value));
    private final WorkerExecutor workers;
    private final Map<AgentId, SharedQuestion<AgentFacts>> nearFacts = new HashMap<>();
    private final Map<AgentId, DialledLauncher> dialling = new TreeMap<>(Comparator.comparing(AgentId::value));
    private final Map<AgentId, Promise<Void>> firstConnections = new HashMap<>();

    /**
     * @param controllerId names this controller's spools at the agents; the same after every restart
     * @param buildId what agents must be of
     * @param spoolDirectory where agents keep rows until they are acknowledged; null for their default
     */
    public Fleet(
            Vertx vertx,
            Launchers launchers,
            FleetTiming timing,
            String controllerId,
            String buildId,
            String spoolDirectory) {
        this.owner = new OnContext(vertx);
        this.bus = new TypedBus(vertx.eventBus());
        this.launchers = launchers;
        this.workers =
                vertx.createSharedWorkerExecutor("agent-launch-" + controllerId, MOST_LAUNCHES, 10, TimeUnit.MINUTES);
        this.scope = new FleetScope(
                vertx,
                workers,
                timing,
                NanoClock.SYSTEM,
                controllerId,
                buildId,
                spoolDirectory,
                event -> listeners.forEach(l -> l.accept(event)));
    }

    /** Hears from now on what happens to agents, on the fleet's context. To be called on that context. */
    public void onEvent(Consumer<FleetEvent> listener) {
        listeners.add(listener);
    }

    /** This near agent, started if it is the one beside the controller; fails when it is another and not connected. */
    public Future<AgentLink> near(AgentId id) {
        return owner.call(() -> nearAgent(id).reach());
    }

    /** The same, but waits for one that has not dialled in since this controller began. The caller bounds that time. */
    public Future<AgentLink> nearOnceConnected(AgentId id) {
        return owner.call(() -> id.equals(AgentId.NEAR)
                ? nearAgent().reach()
                : firstConnection(id).future().compose(connected -> nearAgent(id)
                        .reach()));
    }

    /** A near agent's host as it is now: NICs come and go. */
    public Future<AgentFacts> nearFacts(AgentId id) {
        return owner.call(() -> {
            nearAgent(id);
            return nearFacts
                    .computeIfAbsent(id, any -> new SharedQuestion<>(() -> askNearFacts(id)))
                    .ask();
        });
    }

    private Future<AgentFacts> askNearFacts(AgentId id) {
        return nearAgent(id)
                .reach()
                .compose(link -> bus.request(
                        Addresses.command(id), new AgentCommand.Describe(), Reply.Described.class, DESCRIBE_WITHIN))
                .map(Reply.Described::facts);
    }

    /** Agents that have dialled in and can be asked now, in the order of names. */
    public Future<List<AgentId>> dialledIn() {
        return owner.call(() -> Future.succeededFuture(dialling.keySet().stream()
                .filter(id -> agents.get(id).isUp() && !agents.get(id).isOutOfReach())
                .toList()));
    }

    /** This agent may dial in, and can be asked for from now on. Any thread. */
    public void expect(AgentId id) {
        owner.run(() -> dialled(id));
    }

    /**
     * This agent has dialled in: it is taken up now, in the place of an earlier connection. Any thread.
     *
     * @param pipe before the preamble
     */
    public void connected(AgentId id, BytePipe pipe) {
        owner.run(() -> {
            ManagedAgent agent = dialled(id);
            DialledLauncher launcher = dialling.get(id);
            launcher.arrived(pipe);
            agent.connected(launcher::hasConnection);
            firstConnection(id).tryComplete();
        });
    }

    /**
     * The agent at this far end, started if it does not run.
     *
     * @param through the session's NIC; whether SSH leaves through it is up to the environment
     */
    public Future<AgentLink> far(Environment environment, NicBinding through) {
        return owner.call(() -> farAgent(environment, through).reach());
    }

    /**
     * Begins to start a far agent while the near one is still starting, where that needs no NIC to be chosen first. Its
     * failure is told to whoever then needs the agent.
     */
    public void startBesideNear(Environment environment) {
        owner.run(() -> {
            if (!nearAgent().isUp() && !FarKey.dependsOnNic(environment)) {
                farAgent(environment, null).reach();
            }
        });
    }

    /** The id of the agent at this far end, whether it runs or not. */
    public AgentId farId(Environment environment, NicBinding through) {
        return FarKey.of(environment, through).agentId();
    }

    /** Tries to start a far agent in the background, a bounded number of times, for what its spool holds. */
    public void collectLater(Environment environment, NicBinding through) {
        owner.run(() -> farAgent(environment, through).retryLater());
    }

    /** Takes the first event of an agent's process; fails when it may not take part. */
    public Future<Void> hello(AgentEvent.Hello hello) {
        return withAgent(hello.agent(), agent -> agent.hello(hello));
    }

    /** Takes the first event on a further link of an agent; fails when it may not take part. */
    public Future<Void> resumed(AgentEvent.Resumed resumed) {
        return withAgent(resumed.agent(), agent -> agent.resumed(resumed));
    }

    private Future<Void> withAgent(AgentId id, Consumer<ManagedAgent> step) {
        return owner.call(() -> {
            ManagedAgent agent = agents.get(id);
            if (agent == null) {
                throw Failure.of("unexpected_hello", "agent " + id + " is not of this fleet")
                        .asException();
            }
            step.accept(agent);
            return Future.succeededFuture();
        });
    }

    /**
     * Looks after far agents: one that nobody needs is ended, so that nothing stays on a server for nothing; one that has
     * fallen silent and owes no more than what it has measured is started anew, which brings that.
     *
     * @param loaded agents of sessions whose load has not ended
     * @param awaited agents of sessions whose load has ended
     */
    public void tend(Set<AgentId> loaded, Set<AgentId> awaited, Duration idle) {
        owner.run(() -> agents.forEach((id, agent) -> agent.tend(
                loaded.contains(id)
                        ? ManagedAgent.Need.LOAD
                        : awaited.contains(id) ? ManagedAgent.Need.LAST_WORDS : ManagedAgent.Need.NOTHING,
                idle)));
    }

    /** True while what an agent may have to say cannot arrive. To be called on the fleet's context. */
    public boolean isOutOfReach(AgentId id) {
        ManagedAgent agent = agents.get(id);
        return agent != null && agent.isOutOfReach();
    }

    /**
     * Walks the way to a far end, up to an agent of its own that starts there and ends again. Bounded by the launcher's
     * deadline.
     *
     * @param through the NIC that SSH must leave through; null when routing may decide
     */
    public Future<List<DoctorStep>> examine(Environment environment, NicBinding through) {
        return workers.executeBlocking(
                () -> launchers.far(environment, through).examine(AgentProcess.settings(EXAMINER, null, scope)), false);
    }

    /** What may be shown of every agent that was ever needed, in the order of ids. */
    public Future<List<JsonObject>> agents() {
        return owner.call(() -> Future.succeededFuture(
                agents.values().stream().map(ManagedAgent::toJson).toList()));
    }

    /** What may be shown of one agent of this fleet. */
    public Future<JsonObject> agent(AgentId id) {
        return owner.call(() -> Future.succeededFuture(agents.get(id).toJson()));
    }

    /** Ends all agents; done when they are gone, at the latest after the bound on closing. */
    public Future<Void> close() {
        return owner.call(() -> {
            List<Future<Void>> ends =
                    agents.values().stream().map(agent -> agent.end(true)).toList();
            return Future.join(ends)
                    .<Void>mapEmpty()
                    .timeout(scope.timing().close().toMillis(), TimeUnit.MILLISECONDS)
                    .otherwiseEmpty()
                    .eventually(workers::close);
        });
    }

    private ManagedAgent nearAgent(AgentId id) {
        if (id.equals(AgentId.NEAR)) {
            return nearAgent();
        }
        if (!dialling.containsKey(id)) {
            String known = dialling.isEmpty() ? "none does" : "those are " + dialling.keySet();
            throw Failure.of("unknown_agent", "no agent '" + id + "' dials in to this controller: " + known)
                    .asException();
        }
        return agents.get(id);
    }

    private ManagedAgent dialled(AgentId id) {
        DialledLauncher launcher = dialling.computeIfAbsent(id, DialledLauncher::new);
        return agents.computeIfAbsent(id, any -> new ManagedAgent(id, null, launcher, scope));
    }

    private Promise<Void> firstConnection(AgentId id) {
        return firstConnections.computeIfAbsent(id, any -> Promise.promise());
    }

    private ManagedAgent nearAgent() {
        return agents.computeIfAbsent(AgentId.NEAR, id -> new ManagedAgent(id, null, launchers.near(), scope));
    }

    private ManagedAgent farAgent(Environment environment, NicBinding through) {
        FarKey key = FarKey.of(environment, through);
        return agents.computeIfAbsent(
                key.agentId(),
                id -> new ManagedAgent(id, environment.name(), launchers.far(environment, key.through()), scope));
    }
}
