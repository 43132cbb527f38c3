package ranload.controller.session;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.Reply;
import ranload.bus.Reply.OpenStream;
import ranload.bus.TypedBus;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.Side;
import ranload.session.StreamSpec;

/**
 * What one session asks of its two agents. Holds the session's key, which no other object keeps. Confined to its
 * session's Vert.x context.
 */
final class AgentCalls {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_OCTETS = 32;
    private static final Duration PREPARE_WITHIN = Duration.ofSeconds(20);
    private static final Duration START_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final TypedBus bus;
    private final SessionPlan plan;
    private final long epoch;
    private final Timing timing;
    private final String key;

    AgentCalls(TypedBus bus, SessionPlan plan, long epoch, Timing timing) {
        this.bus = bus;
        this.plan = plan;
        this.epoch = epoch;
        this.timing = timing;
        byte[] octets = new byte[KEY_OCTETS];
        RANDOM.nextBytes(octets);
        this.key = Base64.getEncoder().encodeToString(octets);
    }

    Future<List<OpenStream>> prepareFar() {
        // A far end on this machine listens there and nowhere else.
        String listenOn = isLoopback(plan.farAddress()) ? plan.farAddress() : null;
        return prepare(Side.FAR, null, listenOn, null, plan.streams());
    }

    Future<List<OpenStream>> prepareNear(List<OpenStream> farStreams) {
        Map<Integer, Integer> farPorts = new HashMap<>();
        farStreams.forEach(stream -> farPorts.put(stream.index(), stream.localPort()));
        List<StreamSpec> streams = plan.streams().stream()
                .map(stream -> stream.withFarPort(farPorts.get(stream.index())))
                .toList();
        return prepare(Side.NEAR, plan.nicName(), plan.nearAddress(), plan.farAddress(), streams);
    }

    /** Starts both ends at the same time, without waiting for either. */
    Future<Void> start() {
        Future<Reply.Started> far = start(Side.FAR);
        return Future.all(far, start(Side.NEAR)).mapEmpty();
    }

    /** Tells one end to stop; an end that cannot be told stops when its grant lapses. */
    Future<Void> stop(Side side, Failure cause) {
        return bus.request(
                        Addresses.command(agent(plan, side)),
                        new AgentCommand.Stop(plan.id(), epoch, cause),
                        Reply.Stopping.class,
                        STOP_WITHIN)
                .mapEmpty();
    }

    static AgentId agent(SessionPlan plan, Side side) {
        return side == Side.NEAR ? plan.near() : plan.far();
    }

    private Future<Reply.Started> start(Side side) {
        return bus.request(
                        Addresses.command(agent(plan, side)),
                        new AgentCommand.Start(
                                plan.id(), epoch, timing.startDelay().toMillis()),
                        Reply.Started.class,
                        START_WITHIN)
                .recover(cause -> Future.failedFuture(atSide(side, cause)));
    }

    private Future<List<OpenStream>> prepare(
            Side side, String nic, String localAddress, String peerAddress, List<StreamSpec> streams) {
        AgentCommand.Prepare prepare = new AgentCommand.Prepare(
                plan.id(),
                epoch,
                side,
                key,
                nic,
                localAddress,
                peerAddress,
                plan.farAddress().indexOf(':') >= 0,
                streams,
                plan.loadSeconds(),
                timing.grantTtl().toMillis());
        return bus.request(Addresses.command(agent(plan, side)), prepare, Reply.Prepared.class, PREPARE_WITHIN)
                .map(prepared -> checked(prepared.streams()))
                .recover(cause -> Future.failedFuture(atSide(side, cause)));
    }

    private List<OpenStream> checked(List<OpenStream> opened) {
        List<Integer> asked =
                plan.streams().stream().map(StreamSpec::index).sorted().toList();
        List<Integer> got = opened.stream().map(OpenStream::index).sorted().toList();
        if (!asked.equals(got)) {
            throw Failure.of("bad_message", "asked for the streams " + asked + ", got " + got)
                    .asException();
        }
        return opened;
    }

    private static Throwable atSide(Side side, Throwable cause) {
        Failure failure = Failure.from(cause);
        String code =
                switch (failure.code()) {
                    case "no_handlers" -> "agent_lost";
                    case "timeout" -> "agent_silent";
                    default -> failure.code();
                };
        return new Failure(code, side.code() + " agent: " + failure.message(), failure.field()).asException();
    }

    private static boolean isLoopback(String address) {
        return Addressing.literal(address).orElseThrow().isLoopbackAddress();
    }

    /** Sessions by the agents that may hold grants for them. */
    static Map<AgentId, List<SessionId>> byAgent(List<SessionPlan> plans) {
        Map<AgentId, List<SessionId>> byAgent = new HashMap<>();
        for (SessionPlan plan : plans) {
            for (Side side : Side.values()) {
                byAgent.computeIfAbsent(agent(plan, side), id -> new java.util.ArrayList<>())
                        .add(plan.id());
            }
        }
        return byAgent;
    }
}
