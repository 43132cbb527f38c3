package ranload.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;

/**
 * An agent without sockets: it keeps to the control protocol and reports a lossless path, one row each second of its
 * own, faster clock. Tests script what goes wrong. Confined to one Vert.x context; scripts may be given on any thread.
 */
public final class FakeAgent {
    /** Datagrams that every fake stream carries in each of its seconds. */
    public static final long PACKETS_PER_SECOND = 100;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final long SEND_AGAIN_MILLIS = 200;
    private static final int FIRST_PORT = 40_000;

    private final Vertx vertx;
    private final Context context;
    private final TypedBus bus;
    private final AgentId id;
    private final AgentFacts facts;
    private final Duration second;
    private final FakeSpool spool;
    private final Map<SessionId, FakeRun> runs = new ConcurrentHashMap<>();
    private final List<AgentCommand> heard = new CopyOnWriteArrayList<>();
    private final Map<Side, Failure> refusals = new ConcurrentHashMap<>();
    private volatile String buildId = BuildInfo.current().buildId();
    private volatile boolean mute;
    private volatile boolean withholding;
    private volatile Failure resultCause;
    private boolean sending;
    private int nextPort = FIRST_PORT;

    /**
     * @param vertx whose event bus leads to the controller
     * @param second how long this agent's second takes
     * @param spool what an earlier one left, or an empty one
     */
    public FakeAgent(Vertx vertx, AgentId id, AgentFacts facts, Duration second, FakeSpool spool) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.bus = new TypedBus(vertx.eventBus());
        this.id = id;
        this.facts = facts;
        this.second = second;
        this.spool = spool;
    }

    public AgentId id() {
        return id;
    }

    /** It claims to be of another build. */
    public void ofBuild(String otherBuild) {
        buildId = otherBuild;
    }

    /** It refuses to prepare sessions as this side. */
    public void refuse(Side side, Failure failure) {
        refusals.put(side, failure);
    }

    /** Its streams end with this cause as soon as they are started. */
    public void failStreams(Failure cause) {
        resultCause = cause;
    }

    /** It makes rows and results and keeps them to itself, or no longer does. */
    public void withhold(boolean withholds) {
        withholding = withholds;
        context.runOnContext(none -> send());
    }

    /** It brings the first of the rows that it keeps to itself, and keeps it for all that. */
    public Future<Void> bringFirst() {
        RowBatch first = new RowBatch(id, spool.batch().subList(0, 1));
        return bus.request(Addresses.CONTROLLER_ROWS, first, Reply.Committed.class, ANSWER_WITHIN)
                .mapEmpty();
    }

    /** It answers no command any more. */
    public void mute() {
        mute = true;
    }

    /** Every command that arrived, in order. */
    public List<AgentCommand> heard() {
        return List.copyOf(heard);
    }

    /** Sessions whose streams are open or run. */
    public List<SessionId> open() {
        return List.copyOf(runs.keySet());
    }

    /** Says hello and takes commands from then on. */
    public Future<Void> join() {
        Promise<Void> joined = Promise.promise();
        context.runOnContext(none -> {
            bus.answer(Addresses.command(id), this::command);
            say(new AgentEvent.Hello(id, buildId, facts, spool.sessions()))
                    .onSuccess(noted -> send())
                    .onComplete(joined);
        });
        return joined.future();
    }

    /** Says on a further link what is open here. */
    public Future<Void> resumed() {
        return say(new AgentEvent.Resumed(id, open()));
    }

    /** Tells the controller something. */
    public Future<Void> say(AgentEvent event) {
        return bus.request(Addresses.CONTROLLER_EVENT, event, Reply.Noted.class, ANSWER_WITHIN)
                .mapEmpty();
    }

    /** What an agent does when its stdin ends: it stops all load and leaves the results in its spool. */
    public void controllerGone() {
        withholding = true;
        Failure lost = Failure.of("controller_lost", "the link to the controller ended");
        context.runOnContext(none -> List.copyOf(runs.values()).forEach(run -> end(run, lost)));
    }

    private Future<Reply> command(AgentCommand command) {
        heard.add(command);
        if (mute) {
            return Promise.<Reply>promise().future();
        }
        if (command instanceof AgentCommand.Prepare prepare) {
            return prepare(prepare);
        }
        if (command instanceof AgentCommand.Start start) {
            return start(start);
        }
        if (command instanceof AgentCommand.Renew renew) {
            return Future.succeededFuture(new Reply.Renewed(renew.sessions().stream()
                    .filter(session -> !runs.containsKey(session))
                    .toList()));
        }
        if (command instanceof AgentCommand.Stop stop) {
            FakeRun run = runs.get(stop.session());
            if (run != null) {
                end(run, stop.cause());
            }
            return Future.succeededFuture(new Reply.Stopping());
        }
        return Future.succeededFuture(
                command instanceof AgentCommand.Dismiss ? new Reply.Stopping() : new Reply.Described(facts));
    }

    private Future<Reply> prepare(AgentCommand.Prepare prepare) {
        Failure refusal = refusals.get(prepare.side());
        if (refusal != null) {
            return Future.failedFuture(refusal.asException());
        }
        runs.put(prepare.session(), new FakeRun(prepare));
        String address = prepare.localAddress() == null ? "0.0.0.0" : prepare.localAddress();
        List<Reply.OpenStream> streams = new ArrayList<>();
        for (StreamSpec stream : prepare.streams()) {
            int wanted = prepare.side() == Side.NEAR ? stream.nearPort() : stream.farPort();
            streams.add(new Reply.OpenStream(stream.index(), address, wanted == 0 ? nextPort++ : wanted, 900));
        }
        return Future.succeededFuture(new Reply.Prepared(streams));
    }

    private Future<Reply> start(AgentCommand.Start start) {
        FakeRun run = runs.get(start.session());
        if (run == null) {
            Failure unknown = Failure.of("unknown_session", "not prepared: " + start.session());
            return Future.failedFuture(unknown.asException());
        }
        if (resultCause != null) {
            end(run, resultCause);
        } else {
            vertx.setPeriodic(second.toMillis(), timer -> {
                if (runs.get(start.session()) == run) {
                    second(run);
                } else {
                    vertx.cancelTimer(timer);
                }
            });
        }
        return Future.succeededFuture(new Reply.Started(Instant.now()));
    }

    private void second(FakeRun run) {
        run.second().forEach(spool::put);
        if (run.over()) {
            end(run, null);
        }
        send();
    }

    private void end(FakeRun run, Failure cause) {
        if (runs.remove(run.session(), run)) {
            run.results(cause).forEach(spool::put);
            send();
        }
    }

    /** Rows first, and a session's results when all its rows are acknowledged; one request at a time. */
    private void send() {
        if (sending || withholding) {
            return;
        }
        List<IntervalRow> batch = spool.batch();
        List<StreamResult> results = spool.ripeResults();
        if (!batch.isEmpty()) {
            RowBatch body = new RowBatch(id, batch);
            await(bus.request(Addresses.CONTROLLER_ROWS, body, Reply.Committed.class, ANSWER_WITHIN)
                    .onSuccess(committed -> spool.committed(batch)));
        } else if (!results.isEmpty()) {
            StreamResult result = results.get(0);
            await(say(new AgentEvent.StreamEnded(id, result)).onSuccess(noted -> spool.noted(result)));
        }
    }

    private void await(Future<?> sent) {
        sending = true;
        sent.onSuccess(acknowledged -> {
                    sending = false;
                    send();
                })
                .onFailure(cause -> vertx.setTimer(SEND_AGAIN_MILLIS, again -> {
                    sending = false;
                    send();
                }));
    }
}
