package ranload.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import ranload.agent.control.Spool;
import ranload.agent.policy.LocalPolicy;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentCommand.Prepare;
import ranload.bus.AgentEvent;
import ranload.bus.BuildInfo;
import ranload.bus.BusJson;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.BytePipe;
import ranload.link.LinkPolicy;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Side;

/**
 * Plays one short session over loopback between two agents in this one process, so that the virtual machine sees every
 * class that an agent needs and can archive them at its exit ({@code -XX:ArchiveClassesAtExit}). Exit code 0 when the
 * session was played to its end, 1 when not.
 */
public final class RehearsalMain {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final AgentId FAR = new AgentId("far.rehearsal");

    /** One stream of each transport, both ways, at a rate that disturbs nobody; as a controller says it. */
    private static final String PREPARE_FAR = """
            {"type":"prepare","session":1,"epoch":1,"side":"far","ipv6":false,"local_address":"127.0.0.1",
             "session_key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","load_seconds":1,"grant_ttl_millis":10000,
             "streams":[
              {"index":0,"directions":"b","transport":"udp","rate":{"type":"constant","rate":100000},
               "datagram_octets":200,"tos":0,"near_port":0,"far_port":0},
              {"index":1,"directions":"b","transport":"tcp","rate":{"type":"constant","rate":100000},
               "datagram_octets":200,"tos":0,"near_port":0,"far_port":0}]}
            """;

    private final Vertx vertx;
    private final TypedBus bus;
    private final Path spools;
    private final List<BusLink> links = new ArrayList<>();
    private final CountDownLatch hellos = new CountDownLatch(2);
    private final CountDownLatch results = new CountDownLatch(8); // of both ends of both streams both ways
    private final CountDownLatch ends = new CountDownLatch(2);

    private RehearsalMain(Vertx vertx, Path spools) {
        this.vertx = vertx;
        this.bus = new TypedBus(vertx.eventBus());
        this.spools = spools;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path spools = Files.createTempDirectory("ranload-rehearsal-");
        boolean played;
        try {
            played = new RehearsalMain(Vertx.vertx(AgentMain.options()), spools).play();
        } finally {
            remove(spools);
        }
        System.exit(played ? 0 : 1);
    }

    private boolean play() throws IOException, InterruptedException {
        bus.answer(Addresses.CONTROLLER_EVENT, this::heard);
        bus.<RowBatch>answer(
                Addresses.CONTROLLER_ROWS,
                batch -> Future.succeededFuture(new Reply.Committed(batch.rows().size())));
        join(AgentId.NEAR);
        join(FAR);
        boolean played = passed(hellos) && session() && passed(results);
        links.forEach(BusLink::close);
        return passed(ends) && played;
    }

    private boolean session() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Prepare far = (Prepare) BusJson.decode(PREPARE_FAR, AgentCommand.class);
        ask(AgentId.NEAR, new AgentCommand.Describe(), Reply.Described.class)
                .compose(facts -> ask(FAR, far, Reply.Prepared.class))
                .compose(opened -> ask(AgentId.NEAR, near(far, opened), Reply.Prepared.class))
                .compose(opened -> Future.all(start(FAR), start(AgentId.NEAR)))
                .onSuccess(both -> started.countDown())
                .onFailure(cause -> System.err.println("rehearsal: " + cause));
        return passed(started);
    }

    private Future<Reply.Started> start(AgentId agent) {
        return ask(agent, new AgentCommand.Start(new SessionId(1), 1, 1), Reply.Started.class);
    }

    private static Prepare near(Prepare far, Reply.Prepared opened) {
        return new Prepare(
                far.session(),
                far.epoch(),
                Side.NEAR,
                far.sessionKey(),
                null,
                far.localAddress(),
                far.localAddress(),
                false,
                far.streams().stream()
                        .map(stream -> stream.withFarPort(
                                opened.streams().get(stream.index()).localPort()))
                        .toList(),
                far.loadSeconds(),
                far.grantTtlMillis());
    }

    private <R extends Reply> Future<R> ask(AgentId agent, AgentCommand command, Class<R> answer) {
        return bus.request(Addresses.command(agent), command, answer, WITHIN);
    }

    private Future<Reply> heard(AgentEvent event) {
        if (event instanceof AgentEvent.Hello) {
            hellos.countDown();
        } else if (event instanceof AgentEvent.StreamEnded) {
            results.countDown();
        }
        return Future.succeededFuture(new Reply.Noted());
    }

    /** Brings up an agent and the link to it, as two processes would. */
    private void join(AgentId id) throws IOException {
        AgentSettings said = new AgentSettings(
                "rehearsal", id, "rehearsal", BuildInfo.current().buildId(), spools.toString());
        AgentSettings settings = BusJson.decode(BusJson.encode(said), AgentSettings.class);
        PipedInputStream toAgent = new PipedInputStream();
        PipedInputStream toController = new PipedInputStream();
        BytePipe agentEnd = new Pipe(new BufferedInputStream(toAgent), new PipedOutputStream(toController));
        BytePipe controllerEnd = new Pipe(toController, new PipedOutputStream(toAgent));
        Spool spool = Spool.open(spools, settings, WITHIN, Instant.now());
        links.add(BusLink.join(vertx, controllerEnd, LinkPolicy.controllerSide(id), reason -> {}));
        Vertx.vertx(AgentMain.options())
                .deployVerticle(new AgentVerticle(
                        settings, spool, LocalPolicy.NONE, SocketChoice.best(), agentEnd, new AgentVerticle.Life() {
                            @Override
                            public void linked() {
                                // Nobody has to watch over a rehearsal.
                            }

                            @Override
                            public void unlinked() {
                                // The same.
                            }

                            @Override
                            public void leaving() {
                                // The same.
                            }

                            @Override
                            public void ended(Failure reason) {
                                ends.countDown();
                            }
                        }))
                .onFailure(cause -> System.err.println("rehearsal: " + cause));
    }

    private static boolean passed(CountDownLatch latch) throws InterruptedException {
        return latch.await(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private record Pipe(InputStream in, OutputStream out) implements BytePipe {
        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                // Closed at the other end already.
            }
        }

        @Override
        public String describe() {
            return "rehearsal";
        }

        @Override
        public String diagnostics() {
            return "";
        }
    }
}
