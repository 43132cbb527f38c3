package ranload.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ranload.link.AgentSettings;
import ranload.link.Frame;
import ranload.link.FrameCodec;
import ranload.sample.CodedHistogram;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Outage;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.unit.BitRate;

/** The control protocol's JSON, message by message, against files that only change with the protocol. */
class BusJsonGoldenTest {
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final Instant AT = Instant.parse("2026-11-22T12:34:56.789Z");
    private static final SessionId SESSION = new SessionId(1_795_350_896_789L);
    private static final AgentId FAR = new AgentId("far-lab-eth1");
    private static final Failure CAUSE = Failure.of("peer_lost", "the far agent has not answered for 30 s");

    /** One message, the type it is read as, and the file that pins it. */
    record Example(String file, Object message, Class<?> readAs) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Example> examples() {
        return Stream.of(
                new Example("command-describe", new AgentCommand.Describe(), AgentCommand.class),
                new Example("command-prepare-near", prepareNear(), AgentCommand.class),
                new Example("command-prepare-far", prepareFar(), AgentCommand.class),
                new Example("command-start", new AgentCommand.Start(SESSION, 42, 500), AgentCommand.class),
                new Example(
                        "command-renew",
                        new AgentCommand.Renew(List.of(SESSION, new SessionId(1_795_350_896_790L)), 42, 10_000),
                        AgentCommand.class),
                new Example("command-stop", new AgentCommand.Stop(SESSION, 42, CAUSE), AgentCommand.class),
                new Example("command-dismiss", new AgentCommand.Dismiss(), AgentCommand.class),
                new Example(
                        "event-hello", new AgentEvent.Hello(FAR, "0.1.0", facts(), List.of(SESSION)), AgentEvent.class),
                new Example("event-resumed", new AgentEvent.Resumed(FAR, List.of(SESSION)), AgentEvent.class),
                new Example(
                        "event-state_changed",
                        new AgentEvent.StateChanged(FAR, SESSION, AgentEvent.Phase.RUNNING, null),
                        AgentEvent.class),
                new Example(
                        "event-state_changed-cause",
                        new AgentEvent.StateChanged(FAR, SESSION, AgentEvent.Phase.ENDED, CAUSE),
                        AgentEvent.class),
                new Example(
                        "event-warning",
                        new AgentEvent.Warning(FAR, SESSION, "small_receive_buffer", "only 212992 octets", AT),
                        AgentEvent.class),
                new Example("event-stream_ended", new AgentEvent.StreamEnded(FAR, result()), AgentEvent.class),
                new Example("event-bye", new AgentEvent.Bye(FAR, "SIGTERM"), AgentEvent.class),
                new Example("rows", new RowBatch(FAR, List.of(receiverRow(), senderRow())), RowBatch.class),
                new Example("row-receiver", receiverRow(), IntervalRow.class),
                new Example("row-sender", senderRow(), IntervalRow.class),
                new Example("rate-constant", new RateProfile.Constant(new BitRate(2_500_000)), RateProfile.class),
                new Example("rate-unlimited", new RateProfile.Unlimited(), RateProfile.class),
                new Example("reply-described", new Reply.Described(facts()), Reply.class),
                new Example(
                        "reply-prepared",
                        new Reply.Prepared(List.of(new Reply.OpenStream(0, "10.9.0.2", 40_001, 18_250))),
                        Reply.class),
                new Example("reply-started", new Reply.Started(AT), Reply.class),
                new Example("reply-renewed", new Reply.Renewed(List.of(SESSION)), Reply.class),
                new Example("reply-stopping", new Reply.Stopping(), Reply.class),
                new Example("reply-noted", new Reply.Noted(), Reply.class),
                new Example("reply-committed", new Reply.Committed(100), Reply.class),
                new Example(
                        "reply-failed",
                        new Reply.Failed(new Failure("port_in_use", "UDP port 5201 is taken", "remote_port")),
                        Reply.class),
                new Example(
                        "settings",
                        new AgentSettings("abc123XYZ", FAR, "controller-1", "0.1.0", "/var/spool"),
                        AgentSettings.class),
                new Example(
                        "settings-resumable",
                        new AgentSettings(
                                "abc123XYZ", FAR, "controller-1", "0.1.0", null, "0123456789abcdef".repeat(2)),
                        AgentSettings.class));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void writesWhatTheFileSays(Example example) throws Exception {
        assertThat(TREES.readTree(BusJson.encode(example.message()))).isEqualTo(golden(example));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void readsWhatTheFileSays(Example example) throws Exception {
        assertThat(BusJson.decode(golden(example).toString(), example.readAs())).isEqualTo(example.message());
    }

    @Test
    void hasAnExampleOfEveryKindOfMessage() {
        List<Class<?>> kinds = new ArrayList<>();
        for (Class<?> sealed :
                List.of(AgentCommand.class, AgentEvent.class, Reply.class, IntervalRow.class, RateProfile.class)) {
            kinds.addAll(Arrays.asList(sealed.getPermittedSubclasses()));
        }
        assertThat(examples()
                        .<Class<?>>map(example -> example.message().getClass())
                        .toList())
                .hasSizeGreaterThan(20)
                .containsAll(kinds);
    }

    @Test
    void keepsTheSessionKeyOutOfLogs() {
        assertThat(prepareNear().toString()).doesNotContain("c2VjcmV0");
    }

    @Test
    void ignoresFieldsThatANewerVersionMayAdd() {
        assertThat(BusJson.decode("{\"type\":\"noted\",\"since\":\"0.9\"}", Reply.class))
                .isEqualTo(new Reply.Noted());
    }

    @Test
    void fitsTheLargestBatchOfTheLongestRowsIntoOneFrame() {
        ReceiverRow longest = new ReceiverRow(
                SESSION,
                Direction.DOWNSTREAM,
                127,
                604_860,
                AT,
                1_000_000_000L,
                9_007_199_254_740_992L,
                1_000_000_000_000L,
                1_000_000_000_000L,
                1_000_000_000_000L,
                1_000_000_000_000L,
                1_000_000_000_000L,
                1_000_000_000_000L,
                1_000_000_000_000L,
                new LossRuns(1_000_000_000_000L, 1_000_000_000_000L),
                1_000_000_000_000L,
                new Percentiles(60_000_000, 60_000_000, 60_000_000, 60_000_000),
                100.0 / 3,
                9_007_199_254_740_992L);
        RowBatch batch = new RowBatch(new AgentId("a".repeat(128)), Collections.nCopies(RowBatch.MAX_ROWS, longest));
        byte[] octets = FrameCodec.encode(
                Frame.send(Addresses.CONTROLLER_ROWS.name(), "reply-1", Map.of(), BusJson.toJson(batch)));
        assertThat(octets.length).isLessThan(FrameCodec.MAX_OCTETS);
    }

    private static JsonNode golden(Example example) throws Exception {
        try (InputStream in = BusJsonGoldenTest.class.getResourceAsStream("/golden/" + example.file() + ".json")) {
            assertThat(in).as("golden/%s.json", example.file()).isNotNull();
            return TREES.readTree(in);
        }
    }

    private static AgentCommand prepareNear() {
        return new AgentCommand.Prepare(
                SESSION,
                42,
                Side.NEAR,
                "c2VjcmV0IG9mIHRoaXJ0eS10d28gb2N0ZXRzIHllcyE=",
                "wwan0",
                "10.9.0.2",
                "192.0.2.7",
                false,
                List.of(
                        stream(
                                0,
                                DirectionChoice.BOTH,
                                Transport.UDP,
                                new RateProfile.Constant(new BitRate(2_500_000))),
                        stream(1, DirectionChoice.UPSTREAM, Transport.TCP, new RateProfile.Unlimited())),
                15,
                10_000);
    }

    private static AgentCommand prepareFar() {
        return new AgentCommand.Prepare(
                SESSION,
                42,
                Side.FAR,
                "c2VjcmV0IG9mIHRoaXJ0eS10d28gb2N0ZXRzIHllcyE=",
                null,
                null,
                null,
                true,
                List.of(stream(0, DirectionChoice.DOWNSTREAM, Transport.UDP, new RateProfile.Unlimited())),
                15,
                10_000);
    }

    private static StreamSpec stream(int index, DirectionChoice directions, Transport transport, RateProfile rate) {
        return new StreamSpec(index, directions, transport, rate, 1400, 184, 100, Pacing.PRECISE, 2, 0, 5201 + index);
    }

    private static AgentFacts facts() {
        AgentFacts.Nic lo = new AgentFacts.Nic("lo", true, true, 65_536, List.of("127.0.0.1", "::1"));
        AgentFacts.Nic modem = new AgentFacts.Nic("wwan0", false, false, 1_428, List.of());
        return new AgentFacts("ue-3", "6.1.0", "17.0.15", 4, 4_711, "epoll", 8_388_608, -5, List.of(lo, modem));
    }

    private static StreamResult result() {
        return new StreamResult(
                        SESSION,
                        Direction.UPSTREAM,
                        0,
                        Role.RECEIVER,
                        15,
                        31_250_000,
                        22_321,
                        17,
                        0,
                        AT,
                        AT.plusSeconds(15),
                        2_000_000_000L,
                        "epoll",
                        new CodedHistogram("HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2H+AsQA="),
                        CAUSE)
                .with(List.of(new Outage(AT.plusMillis(3_211), 3_000_000_000L)));
    }

    private static ReceiverRow receiverRow() {
        return new ReceiverRow(
                SESSION,
                Direction.UPSTREAM,
                0,
                3,
                AT,
                1_000_000_000L,
                2_083_200,
                1_488,
                1_490,
                2,
                4,
                1,
                250_000,
                0,
                new LossRuns(1, 2),
                7,
                new Percentiles(310, 900, 2_400, 5_321),
                0.5,
                -1);
    }

    private static SenderRow senderRow() {
        return new SenderRow(
                SESSION,
                Direction.DOWNSTREAM,
                1,
                3,
                AT,
                1_000_000_000L,
                2_086_000,
                1_490,
                0,
                12,
                18_250,
                64_000,
                new Percentiles(3, 20, 85, 912),
                8,
                120_000_000,
                -1,
                2_150_000);
    }
}
