package ranload.controller.session;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import ranload.bus.AgentCommand;
import ranload.bus.AgentFacts;
import ranload.bus.FakeAgent;
import ranload.bus.FakeSpool;
import ranload.bus.Outcome;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Launchers;
import ranload.deploy.AgentLauncher;
import ranload.deploy.ssh.NicBinding;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.BytePipe;
import ranload.link.LinkPolicy;
import ranload.link.PipePair;
import ranload.link.Preamble;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * Hosts on which fake agents are started, each with an event bus of its own that a real link joins to the controller's.
 * What is spooled stays on the host. Thread-safe.
 */
public final class FakeHosts implements Launchers, AutoCloseable {
    /** A fake agent's second. */
    static final Duration SECOND = Duration.ofMillis(40);

    private final Map<AgentId, FakeSpool> spools = new ConcurrentHashMap<>();
    private final Map<AgentId, Started> running = new ConcurrentHashMap<>();
    private final Map<AgentId, Failure> unreachable = new ConcurrentHashMap<>();
    private final List<AgentId> launches = new CopyOnWriteArrayList<>();
    private volatile Consumer<FakeAgent> script = agent -> {};

    private volatile boolean breakable;

    private record Started(FakeAgent agent, Vertx vertx, PipePair pipes, String resumeKey) {}

    /** The way to far agents may break from now on while they live on, as SSH may. */
    void breakable() {
        breakable = true;
    }

    /** The link breaks; the agent lives on. */
    void breakLink(AgentId id) {
        running.get(id).pipes().cut();
    }

    /** What every agent that is started from now on is told before it says hello. */
    void script(Consumer<FakeAgent> instructions) {
        script = instructions;
    }

    /** From now on this agent cannot be started; null makes it possible again. */
    void unreachable(AgentId id, Failure why) {
        if (why == null) {
            unreachable.remove(id);
        } else {
            unreachable.put(id, why);
        }
    }

    FakeAgent agent(AgentId id) {
        return running.get(id).agent();
    }

    /** What this agent has heard; nothing when it does not run. */
    List<AgentCommand> heard(AgentId id) {
        Started started = running.get(id);
        return started == null ? List.of() : started.agent().heard();
    }

    /** Every launch that was asked for, in order. */
    List<AgentId> launches() {
        return List.copyOf(launches);
    }

    FakeSpool spool(AgentId id) {
        return spools.computeIfAbsent(id, unknown -> new FakeSpool());
    }

    /** As kill -9: nothing more is said; what was spooled stays. */
    void kill(AgentId id) {
        Started dead = running.remove(id);
        dead.agent().withhold(true);
        dead.pipes().cut();
        Outcome.of(dead.vertx().close());
    }

    @Override
    public AgentLauncher near() {
        return this::launch;
    }

    @Override
    public AgentLauncher far(Environment environment, NicBinding through) {
        boolean mayBreak = breakable;
        return new AgentLauncher() {
            @Override
            public BytePipe launch(AgentSettings settings) {
                return FakeHosts.this.launch(settings);
            }

            @Override
            public boolean mayBreak() {
                return mayBreak;
            }
        };
    }

    /** An agent dials this controller, whoever it was before, and does as it is told there. */
    void dialIn(AgentId id, TestController controller) {
        PipePair pipes = new PipePair();
        controller.fleet.connected(id, pipes.left());
        Thread thread = new Thread(
                () -> {
                    try {
                        AgentSettings settings = Preamble.accept(
                                pipes.right().in(), pipes.right().out());
                        launch(settings, pipes);
                    } catch (IOException e) {
                        pipes.cut();
                    }
                },
                "fake-dialler");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        running.keySet().forEach(this::kill);
    }

    private BytePipe launch(AgentSettings settings) {
        return launch(settings, new PipePair());
    }

    private BytePipe launch(AgentSettings settings, PipePair pipes) {
        AgentId id = settings.agentId();
        launches.add(id);
        Failure why = unreachable.get(id);
        if (why != null) {
            throw why.asException();
        }
        Started alive = running.get(id);
        if (alive != null && settings.isResumable() && settings.resumeKey().equals(alive.resumeKey())) {
            return resume(alive, pipes);
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        AgentFacts facts = Plans.HOST;
        FakeAgent agent = new FakeAgent(vertx, id, facts, SECOND, spool(id));
        script.accept(agent);
        boolean endsWithItsLink = !settings.isResumable();
        BusLink.join(vertx, pipes.right(), LinkPolicy.agentSide(id), reason -> {
            if (endsWithItsLink) {
                agent.controllerGone();
            }
        });
        Started old = running.put(id, new Started(agent, vertx, pipes, settings.resumeKey()));
        if (old != null) {
            Outcome.of(old.vertx().close());
        }
        agent.join();
        return pipes.left();
    }

    private BytePipe resume(Started alive, PipePair pipes) {
        AgentId id = alive.agent().id();
        BusLink.join(alive.vertx(), pipes.right(), LinkPolicy.agentSide(id), reason -> {});
        running.put(id, new Started(alive.agent(), alive.vertx(), pipes, alive.resumeKey()));
        alive.agent().resumed();
        return pipes.left();
    }
}
