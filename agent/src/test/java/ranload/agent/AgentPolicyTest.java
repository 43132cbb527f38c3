package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.agent.control.ScriptedController;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.BuildInfo;
import ranload.bus.BusJson;
import ranload.bus.Outcome;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.LinkPolicy;
import ranload.link.Preamble;
import ranload.session.AgentId;
import ranload.session.FailureException;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;

/** An agent, as it is shipped, whose host has a policy. */
@Timeout(240)
class AgentPolicyTest {
    private static final AgentId FAR = new AgentId("far-loopback");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final TypedBus bus = new TypedBus(vertx.eventBus());
    private final ScriptedController controller = new ScriptedController(vertx);
    private final List<ChildAgent> children = new ArrayList<>();
    private long lastSession = 1_795_350_896_789L;

    @AfterEach
    void end() {
        children.forEach(child -> child.process().destroyForcibly());
        Outcome.of(vertx.close());
    }

    @Test
    void refusesWhatItsHostsOwnerDoesNotAllowAndDoesTheRest() throws IOException {
        join(AgentId.NEAR, "interfaces: [lo, wwan0]\npeers: [127.0.0.1]\nmax_mbps: 15\n");
        join(FAR, "interfaces: [lo]\n");

        int port = farPort(10);
        assertThat(refusal(near("wwan1", "127.0.0.1", port, 10))).contains("interfaces of", "not wwan1");
        assertThat(refusal(near("lo", "127.0.0.2", port, 10))).contains("peers of", "127.0.0.2");
        assertThat(refusal(near("lo", "127.0.0.1", port, 16))).contains("max_mbps of", "not 16 more");
        Outcome.of(ask(AgentId.NEAR, near("lo", "127.0.0.1", port, 10, lastSession), Reply.Prepared.class));
        assertThat(refusal(near("lo", "127.0.0.1", farPort(10), 10))).contains("other sessions have 10");
    }

    @Test
    void answersNoPeerThatItsHostsOwnerDoesNotAllowAndSaysSo() throws IOException {
        join(AgentId.NEAR, "");
        join(FAR, "peers: [192.0.2.0/24]\n");

        Future<Reply.Prepared> prepared =
                ask(AgentId.NEAR, near("lo", "127.0.0.1", farPort(10), 10, lastSession), Reply.Prepared.class);

        assertThat(Outcome.failureOf(prepared).code()).isEqualTo("peer_not_proven");
        await().untilAsserted(() -> assertThat(controller.events(AgentEvent.Warning.class))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.agent()).isEqualTo(FAR);
                    assertThat(warning.code()).isEqualTo("refused_by_policy");
                    assertThat(warning.message()).contains("peers of", "127.0.0.1");
                }));
    }

    @Test
    void doesNotRunWithAPolicyThatCannotBeUnderstood() throws Exception {
        FailureException failed =
                catchThrowableOfType(FailureException.class, () -> join(AgentId.NEAR, "interface: [lo]\n"));

        assertThat(failed.failure().code()).isEqualTo("agent_start_failed");
        await().untilAsserted(() -> assertThat(children.get(0).diagnostics())
                .contains("policy_invalid", "near.yaml", "unknown key interface", "interfaces"));
    }

    private void join(AgentId id, String policy) throws IOException {
        Path file = Files.writeString(folder.resolve(id.value() + ".yaml"), policy);
        ChildAgent child = ChildAgent.start("--policy", file.toString());
        children.add(child);
        AgentSettings settings = new AgentSettings(
                "abc123XYZ",
                id,
                "controller-1",
                BuildInfo.current().buildId(),
                folder.resolve("spool").toString());
        Preamble.offer(child, settings, WITHIN);
        BusLink.join(vertx, child, LinkPolicy.controllerSide(id), closed -> {});
        await().atMost(WITHIN)
                .until(() -> controller.events(AgentEvent.Hello.class).anyMatch(hello -> hello.agent()
                        .equals(id)));
    }

    /** Opens a new session at the far end, on all addresses as far as the command goes. */
    private int farPort(int megabits) {
        lastSession++;
        return Outcome.of(
                        ask(FAR, prepare(Side.FAR, null, null, stream(megabits, 0), lastSession), Reply.Prepared.class))
                .streams()
                .get(0)
                .localPort();
    }

    private AgentCommand near(String nic, String peer, int port, int megabits) {
        return near(nic, peer, port, megabits, lastSession);
    }

    private static AgentCommand near(String nic, String peer, int port, int megabits, long session) {
        return prepare(Side.NEAR, nic, peer, stream(megabits, port), session);
    }

    private static AgentCommand prepare(Side side, String nic, String peer, StreamSpec stream, long session) {
        return new AgentCommand.Prepare(
                new SessionId(session),
                1,
                side,
                Base64.getEncoder().encodeToString(new byte[32]),
                nic,
                side == Side.NEAR ? "127.0.0.1" : null,
                peer,
                false,
                List.of(stream),
                1,
                60_000);
    }

    private static StreamSpec stream(int megabits, int farPort) {
        return BusJson.decode(
                "{\"index\":0,\"directions\":\"u\",\"transport\":\"udp\",\"rate\":{\"type\":\"constant\",\"rate\":"
                        + megabits + "000000},\"datagram_octets\":1000,\"tos\":0,\"near_port\":0,\"far_port\":"
                        + farPort
                        + "}",
                StreamSpec.class);
    }

    private String refusal(AgentCommand command) {
        var failure = Outcome.failureOf(ask(AgentId.NEAR, command, Reply.Prepared.class));
        assertThat(failure.code()).isEqualTo("refused_by_policy");
        return failure.message();
    }

    private <R extends Reply> Future<R> ask(AgentId agent, AgentCommand command, Class<R> answer) {
        return bus.request(Addresses.command(agent), command, answer, WITHIN);
    }
}
