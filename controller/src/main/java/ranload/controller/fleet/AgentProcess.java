package ranload.controller.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.AgentFacts;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.deploy.AgentLauncher;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.BytePipe;
import ranload.link.LinkPolicy;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * One process of an agent, or one that leads to it, from its launch to the end of its link. Confined to its fleet's
 * Vert.x context.
 */
final class AgentProcess {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration DISMISSED_WITHIN = Duration.ofMillis(500);

    private final AgentId id;
    private final boolean resumable;
    private final AgentFacts knownFacts;
    private final FleetScope scope;
    private final Promise<AgentLink> up = Promise.promise();
    private final Promise<Failure> gone = Promise.promise();
    private BytePipe pipe;
    private BusLink busLink;
    private Failure refusal;
    private boolean broken;
    private boolean looking;
    private Future<BytePipe> launching;

    private AgentProcess(AgentId id, boolean resumable, AgentFacts knownFacts, FleetScope scope) {
        this.id = id;
        this.resumable = resumable;
        this.knownFacts = knownFacts;
        this.scope = scope;
    }

    /**
     * Begins to start it; the launcher's own deadline and that on the first event bound the start.
     *
     * @param resumeKey by which a process is found that was started with the same; null when there is no such way
     * @param knownFacts what the agent said when it was first started; null when it was not
     */
    static AgentProcess start(
            AgentId id, AgentLauncher launcher, String resumeKey, AgentFacts knownFacts, FleetScope scope) {
        AgentProcess process = new AgentProcess(id, resumeKey != null, knownFacts, scope);
        AgentSettings settings = settings(id, resumeKey, scope);
        process.launching = scope.workers()
                .<BytePipe>executeBlocking(() -> launcher.launch(settings), false)
                .onSuccess(process::join)
                .onFailure(cause -> process.up.tryFail(cause));
        return process;
    }

    /** What a new process of this agent is told. */
    static AgentSettings settings(AgentId id, String resumeKey, FleetScope scope) {
        return new AgentSettings(
                randomText(16), id, scope.controllerId(), scope.buildId(), scope.spoolDirectory(), resumeKey);
    }

    /** A key that nobody else can know. */
    static String newResumeKey() {
        return randomText(32);
    }

    private static String randomText(int octets) {
        byte[] random = new byte[octets];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** How long nothing has been heard of it; zero before it is linked. */
    Duration quiet() {
        return busLink == null ? Duration.ZERO : busLink.quiet();
    }

    /** Done when it has said hello, failed when that does not happen. */
    Future<AgentLink> up() {
        return up.future();
    }

    /** Done, after it was up, with the reason why it is gone. */
    Future<Failure> gone() {
        return gone.future();
    }

    /** Done when it has not come up, or, after it was up, is gone. */
    Future<Failure> over() {
        return up.future().compose(link -> gone.future()).recover(cause -> Future.succeededFuture(Failure.from(cause)));
    }

    /**
     * Takes its first event.
     *
     * @throws ranload.session.FailureException {@code version_mismatch}, or {@code unexpected_hello} for a second one
     */
    void hello(AgentEvent.Hello hello) {
        if (!hello.buildId().equals(scope.buildId())) {
            refuse(Failure.of(
                    "version_mismatch",
                    "agent " + id + " is build " + hello.buildId() + ", the controller " + scope.buildId()
                            + ": build both together"));
            throw refusal.asException();
        }
        begin(new AgentLink(id, hello.facts(), false, List.of()));
    }

    /**
     * Takes its first event when it leads to a process that was there before.
     *
     * @throws ranload.session.FailureException {@code unexpected_hello} when none was
     */
    void resumed(AgentEvent.Resumed resumed) {
        if (knownFacts == null) {
            refuse(Failure.of("unexpected_hello", "agent " + id + " was never started from here, and says it was"));
            throw refusal.asException();
        }
        begin(new AgentLink(id, knownFacts, true, resumed.running()));
    }

    private void begin(AgentLink link) {
        if (!up.tryComplete(link)) {
            throw Failure.of("unexpected_hello", "agent " + id + " has said hello before")
                    .asException();
        }
    }

    /** True when its link has ended and neither end meant it to: the agent may live on. */
    boolean isBroken() {
        return broken;
    }

    /** Ends the link when nothing can pass it any more although neither end knows. */
    void endIfStranded() {
        if (busLink != null && !looking) {
            looking = true;
            scope.workers()
                    .executeBlocking(pipe::stranded, false)
                    .onSuccess(why -> why.ifPresent(busLink::close))
                    .onComplete(looked -> looking = false);
        }
    }

    /**
     * Ends it: its stdin is closed. Done when the pipe is closed, which one that is still being launched has to have
     * first; the launcher's deadline bounds that. Harmless when repeated.
     */
    Future<Void> close() {
        refusal = refusal != null ? refusal : Failure.of("closing", "agent " + id + " was ended");
        if (busLink == null) {
            up.tryFail(refusal.asException());
        }
        return launching.transform(launched -> launched.succeeded() ? closeLink() : Future.succeededFuture());
    }

    private Future<Void> closeLink() {
        return dismiss().eventually(() -> {
            busLink.close();
            return scope.workers()
                    .executeBlocking(
                            () -> {
                                pipe.close();
                                return null;
                            },
                            false);
        });
    }

    /** An agent that would wait for its controller to come back has to be told; one that hears nothing cannot be. */
    private Future<Void> dismiss() {
        return resumable && up.future().succeeded() && quiet().compareTo(ManagedAgent.QUIET) < 0
                ? new TypedBus(scope.vertx().eventBus())
                        .request(
                                Addresses.command(id),
                                new AgentCommand.Dismiss(),
                                Reply.Stopping.class,
                                DISMISSED_WITHIN)
                        .<Void>mapEmpty()
                        .otherwiseEmpty()
                : Future.succeededFuture();
    }

    private void join(BytePipe opened) {
        pipe = opened;
        busLink = BusLink.join(scope.vertx(), opened, LinkPolicy.controllerSide(id), this::closed);
        if (refusal != null) {
            busLink.close();
            return;
        }
        long millis = scope.timing().hello().toMillis();
        long timer = scope.vertx()
                .setTimer(
                        millis,
                        late -> refuse(Failure.of(
                                "agent_start_failed",
                                "agent " + id + " at " + pipe.describe() + " said no hello within " + millis + " ms")));
        up.future().onComplete(done -> scope.vertx().cancelTimer(timer));
    }

    private void refuse(Failure why) {
        if (!up.future().isComplete()) {
            refusal = why;
            busLink.close();
        }
    }

    private void closed(Failure reason) {
        String said = pipe.diagnostics().strip();
        String why = "agent " + id + ": " + reason.message() + (said.isEmpty() ? "" : "; it said: " + said);
        if (!up.tryFail((refusal != null ? refusal : Failure.of("agent_start_failed", why)).asException())) {
            broken = refusal == null && reason.code().equals("link_closed");
            gone.tryComplete(Failure.of("agent_lost", why));
        }
    }
}
