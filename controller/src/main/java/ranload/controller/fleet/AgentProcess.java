package ranload.controller.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import ranload.bus.AgentEvent;
import ranload.deploy.AgentLauncher;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.BytePipe;
import ranload.link.LinkPolicy;
import ranload.session.AgentId;
import ranload.session.Failure;

/** One process of an agent, from its launch to the end of its link. Confined to its fleet's Vert.x context. */
final class AgentProcess {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AgentId id;
    private final FleetScope scope;
    private final Promise<AgentLink> up = Promise.promise();
    private final Promise<Failure> gone = Promise.promise();
    private BytePipe pipe;
    private BusLink busLink;
    private Failure refusal;

    private AgentProcess(AgentId id, FleetScope scope) {
        this.id = id;
        this.scope = scope;
    }

    /** Begins to start it; the launcher's own deadline and that on the hello bound the start. */
    static AgentProcess start(AgentId id, AgentLauncher launcher, FleetScope scope) {
        AgentProcess process = new AgentProcess(id, scope);
        AgentSettings settings = settings(id, scope);
        scope.workers()
                .<BytePipe>executeBlocking(() -> launcher.launch(settings), false)
                .onSuccess(process::join)
                .onFailure(cause -> process.up.tryFail(cause));
        return process;
    }

    /** What a new process of this agent is told. */
    static AgentSettings settings(AgentId id, FleetScope scope) {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return new AgentSettings(
                HexFormat.of().formatHex(nonce), id, scope.controllerId(), scope.buildId(), scope.spoolDirectory());
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
        if (!up.tryComplete(new AgentLink(id, hello.facts(), hello.spooled()))) {
            throw Failure.of("unexpected_hello", "agent " + id + " has said hello before")
                    .asException();
        }
    }

    /** Ends it: its stdin is closed. Done when the pipe is closed; harmless when repeated. */
    Future<Void> close() {
        refusal = refusal != null ? refusal : Failure.of("closing", "agent " + id + " was ended");
        if (busLink == null) {
            up.tryFail(refusal.asException());
            return Future.succeededFuture();
        }
        busLink.close();
        return scope.workers()
                .executeBlocking(
                        () -> {
                            pipe.close();
                            return null;
                        },
                        false);
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
            gone.tryComplete(Failure.of("agent_lost", why));
        }
    }
}
