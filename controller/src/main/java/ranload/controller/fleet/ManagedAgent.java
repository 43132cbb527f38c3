package ranload.controller.fleet;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import ranload.bus.AgentEvent;
import ranload.bus.AgentFacts;
import ranload.deploy.AgentLauncher;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * One agent over all the processes that it is in turn: started when somebody needs it, shared by all who do, started
 * again after it died, found again when only the link to it broke. Confined to its fleet's Vert.x context.
 */
final class ManagedAgent {
    /** Silence from which on a link may be dead; a live one is pinged every 2 s. */
    static final Duration QUIET = Duration.ofSeconds(6);

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** A link that has been silent this long is given up when what is waited for can as well be collected anew. */
    private static final Duration RENEWED_WHEN_QUIET = Duration.ofSeconds(10);

    /** Without work an agent whose link is silent ends by itself after a minute: what it still has waits on its disk. */
    private static final Duration ENDED_WHEN_QUIET = Duration.ofSeconds(66);

    /** Sessions say every 2 s that they need it. */
    private static final long IN_USE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AgentId id;
    private final String environment;
    private final AgentLauncher launcher;
    private final FleetScope scope;

    /** The same for all processes that are started here, so that each finds one that still runs. */
    private final String resumeKey;

    private State state = State.DOWN;
    private Instant since = Instant.now();
    private long sinceNanos;
    private long neededNanos;
    private AgentProcess process;
    private AgentFacts facts;
    private Failure lastFailure;
    private Interruption interruption;
    private int triesMade;
    private Long retryTimer;
    private boolean closing;

    /** What sessions want of a far agent, the most of it last. */
    enum Need {
        NOTHING,
        /** Rows and results of load that has ended. */
        LAST_WORDS,
        /** Load flows, or is about to. */
        LOAD
    }

    private enum State {
        STARTING("starting"),
        UP("up"),
        DOWN("down");

        private final String code;

        State(String code) {
            this.code = code;
        }
    }

    /** @param environment name of the far end, null for a near agent */
    ManagedAgent(AgentId id, String environment, AgentLauncher launcher, FleetScope scope) {
        this.id = id;
        this.environment = environment;
        this.launcher = launcher;
        this.scope = scope;
        this.resumeKey = launcher.mayBreak() ? AgentProcess.newResumeKey() : null;
        become(State.DOWN);
    }

    /** The agent, started now if it does not run; everybody who waits for the same start shares it. */
    Future<AgentLink> reach() {
        if (closing) {
            return Future.failedFuture(
                    Failure.of("closing", "the controller ends").asException());
        }
        long now = scope.clock().nanoTime();
        boolean inUse = isInUse(now);
        neededNanos = now;
        if (state == State.UP && !inUse && !dialsIn() && quiet().compareTo(QUIET) > 0) {
            // Nobody waits for what it may still say, so a new process beats waiting for a link that may be dead.
            scope.events()
                    .accept(new FleetEvent.Lost(
                            id, Failure.of("link_silent", "agent " + id + " was silent; replaced")));
            return end(false).compose(ended -> reach());
        }
        return state == State.DOWN ? start() : process.up();
    }

    /**
     * It has dialled in: it is taken up by that connection now, whatever link there was.
     *
     * @param waits true as long as the launcher holds a connection that nobody has taken
     */
    void connected(BooleanSupplier waits) {
        if (closing || !waits.getAsBoolean()) {
            return;
        }
        if (state == State.DOWN) {
            start();
        } else {
            // The connection before is closed already, which ends that link or that start.
            process.over().onComplete(over -> connected(waits));
        }
    }

    private boolean isInUse(long nowNanos) {
        return nowNanos - neededNanos < IN_USE_NANOS;
    }

    /** How long nothing has been heard of it; zero while it does not run. */
    Duration quiet() {
        return process == null ? Duration.ZERO : process.quiet();
    }

    boolean isUp() {
        return state == State.UP;
    }

    /** True while it may have something to say that cannot arrive: its link is silent, or is being made anew. */
    boolean isOutOfReach() {
        return quiet().compareTo(QUIET) > 0 || state == State.STARTING || retryTimer != null;
    }

    /**
     * Looks after a far agent that may not be needed, or not be there, any more.
     *
     * @param needs what sessions want of it
     * @param idle one that nobody has needed for this long is ended
     */
    void tend(Need needs, Duration idle) {
        long now = scope.clock().nanoTime();
        if (needs != Need.NOTHING) {
            neededNanos = now;
        }
        if (environment == null || state != State.UP) {
            return;
        }
        if (resumeKey != null && needs != Need.NOTHING && quiet().compareTo(QUIET) > 0) {
            process.endIfStranded();
        }
        Duration patience = needs == Need.LAST_WORDS ? RENEWED_WHEN_QUIET : ENDED_WHEN_QUIET;
        if (needs != Need.LOAD && quiet().compareTo(patience) > 0) {
            triesMade = 0;
            end(false).onComplete(ended -> retryLater());
        } else if (needs == Need.NOTHING && now - neededNanos > idle.toNanos()) {
            end(false);
        }
    }

    /**
     * Takes the first event of its process.
     *
     * @throws ranload.session.FailureException {@code version_mismatch} or {@code unexpected_hello}
     */
    void hello(AgentEvent.Hello hello) {
        started().hello(hello);
    }

    /**
     * Takes the first event that came by its process from one before it, which lives.
     *
     * @throws ranload.session.FailureException {@code unexpected_hello}
     */
    void resumed(AgentEvent.Resumed resumed) {
        started().resumed(resumed);
    }

    private AgentProcess started() {
        if (process == null) {
            throw Failure.of("unexpected_hello", "agent " + id + " was not started here")
                    .asException();
        }
        return process;
    }

    /** Starts it again after a while, a bounded number of times, so that what it still has to say is heard. */
    void retryLater() {
        if (closing || retryTimer != null) {
            return;
        }
        if (interruption != null) {
            startIn(interruption.nextIn());
            interruption = interruption.tried();
        } else if (triesMade < scope.timing().tries()) {
            startIn(scope.timing().retryIn(triesMade));
            triesMade++;
        }
    }

    private void startIn(Duration wait) {
        retryTimer = scope.vertx().setTimer(wait.toMillis(), timer -> {
            retryTimer = null;
            if (state == State.DOWN) {
                start().onFailure(cause -> retryLater());
            }
        });
    }

    /** Ends its process for good, or until somebody needs it again. Done when it is gone. */
    Future<Void> end(boolean forGood) {
        closing = forGood;
        cancelRetry();
        interruption = null;
        AgentProcess ending = process;
        process = null;
        become(State.DOWN);
        return ending == null ? Future.succeededFuture() : ending.close();
    }

    /** True when nothing can be started from here: it comes by itself. */
    private boolean dialsIn() {
        return launcher instanceof DialledLauncher;
    }

    /** What may be shown to anybody. */
    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("agent_id", id.value())
                .put("environment", environment)
                .put("state", state.code)
                .put("since", MILLIS.format(since));
        if (dialsIn()) {
            json.put("dials_in", true);
        }
        if (process != null) {
            json.put("quiet_seconds", quiet().toMillis() / 1000.0);
        }
        if (facts != null) {
            json.put("host", facts.host())
                    .put("cpus", facts.cpus())
                    .put("kernel", facts.kernel())
                    .put("java", facts.javaVersion())
                    .put("io", facts.io())
                    .put("load_niceness", facts.loadNiceness())
                    .put("nics", nics(facts));
        }
        return lastFailure == null
                ? json
                : json.put(
                        "last_failure",
                        new JsonObject().put("code", lastFailure.code()).put("message", lastFailure.message()));
    }

    private static List<JsonObject> nics(AgentFacts facts) {
        return facts.nics().stream()
                .map(nic -> new JsonObject()
                        .put("name", nic.name())
                        .put("up", nic.up())
                        .put("loopback", nic.loopback())
                        .put("mtu", nic.mtu())
                        .put("addresses", nic.addresses()))
                .collect(Collectors.toList());
    }

    private Future<AgentLink> start() {
        cancelRetry();
        AgentProcess mine = AgentProcess.start(id, launcher, resumeKey, facts, scope);
        process = mine;
        become(State.STARTING);
        scope.events().accept(new FleetEvent.Starting(id));
        mine.gone().onSuccess(why -> lost(mine, why));
        return mine.up().onSuccess(link -> isUp(mine, link)).onFailure(cause -> notStarted(mine, Failure.from(cause)));
    }

    private void isUp(AgentProcess mine, AgentLink link) {
        if (mine == process) {
            facts = link.facts();
            Interruption was = interruption;
            interruption = null;
            become(State.UP);
            if (was != null && link.resumed()) {
                Duration away = was.lasted(scope.clock().nanoTime());
                scope.events().accept(new FleetEvent.Resumed(id, link, was.cause(), away));
                return;
            }
            if (was != null) {
                scope.events().accept(new FleetEvent.Lost(id, was.cause()));
            }
            scope.events().accept(new FleetEvent.Up(id, link));
        }
    }

    private void notStarted(AgentProcess mine, Failure cause) {
        if (mine == process) {
            process = null;
            lastFailure = cause;
            become(State.DOWN);
            scope.events().accept(new FleetEvent.NotStarted(id, cause));
            if (interruption != null) {
                seekOn();
            }
        }
    }

    private void lost(AgentProcess mine, Failure cause) {
        if (mine == process) {
            long now = scope.clock().nanoTime();
            boolean settled = now - sinceNanos > scope.timing().settled().toNanos();
            triesMade = settled ? 0 : triesMade;
            process = null;
            lastFailure = cause;
            become(State.DOWN);
            if (resumeKey != null && mine.isBroken() && isInUse(now)) {
                interruption = Interruption.of(cause, now);
                scope.events().accept(new FleetEvent.Broken(id, cause));
            } else {
                scope.events().accept(new FleetEvent.Lost(id, cause));
            }
            retryLater();
        }
    }

    /** Tries again to find it, or gives it up. */
    private void seekOn() {
        if (interruption.isOver(scope.clock().nanoTime())) {
            Failure cause = interruption.cause();
            interruption = null;
            scope.events().accept(new FleetEvent.Lost(id, cause));
        }
        retryLater();
    }

    private void cancelRetry() {
        if (retryTimer != null) {
            scope.vertx().cancelTimer(retryTimer);
            retryTimer = null;
        }
    }

    private void become(State next) {
        state = next;
        since = Instant.now();
        sinceNanos = scope.clock().nanoTime();
    }
}
