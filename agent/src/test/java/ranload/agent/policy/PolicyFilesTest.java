package ranload.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.bus.BusJson;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.session.StreamSpec;

class PolicyFilesTest {
    @TempDir
    Path folder;

    @Test
    void allowsEverythingWhereThereIsNoFile() throws UnknownHostException {
        LocalPolicy none = PolicyFiles.load(List.of(folder.resolve("none.yaml")), List.of());

        none.requireNic(null);
        none.requirePeer(InetAddress.getByName("192.0.2.1"));
        none.requireRate(List.of(stream("b", "{\"type\":\"unlimited\"}")), List.of());
        assertThat(none.choosesNic()).isFalse();
    }

    @Test
    void allowsEverythingInAnEmptyFile() throws IOException {
        LocalPolicy policy = policy("# nothing yet\n");

        assertThatCode(() -> policy.requireNic(null)).doesNotThrowAnyException();
    }

    @Test
    void namesTheRuleThatRefusesANic() throws IOException {
        LocalPolicy policy = policy("interfaces: [wwan0, eth1]");

        policy.requireNic("wwan0");
        policy.requireNic("eth1");
        assertThat(refusal(() -> policy.requireNic("eth0")).message())
                .contains("interfaces of " + folder.resolve("agent.yaml"), "only eth1, wwan0, not eth0");
        assertThat(refusal(() -> policy.requireNic(null)).message()).contains("whichever");
        assertThat(policy.choosesNic()).isTrue();
        assertThat(policy.onlyNic()).isNull();
        assertThat(policy("interfaces: [wwan0]").onlyNic()).isEqualTo("wwan0");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, true",
        "192.0.2.127, true",
        "192.0.2.128, false",
        "198.51.100.7, true",
        "198.51.100.8, false",
        "2001:db8:0:1::9, true",
        "2001:db8:0:2::9, false",
        "::ffff:192.0.2.1, true",
        "127.0.0.1, false",
    })
    void holdsAPeerAgainstItsBlocks(String peer, boolean allowed) throws IOException {
        LocalPolicy policy = policy("peers: [192.0.2.0/25, 198.51.100.7, '2001:db8:0:1::/64']");

        assertThat(policy.refusePeer(InetAddress.getByName(peer)).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void holdsEveryAddressOfAFamilyInItsWidestBlock() throws IOException {
        LocalPolicy policy = policy("peers: [0.0.0.0/0]");

        policy.requirePeer(InetAddress.getByName("255.1.2.3"));
        assertThat(refusal(() -> policy.requirePeer(InetAddress.getByName("2001:db8::1")))
                        .message())
                .contains("peers of", "2001:db8");
    }

    @Test
    void addsUpTheRatesOfAllSessionsInEachDirection() throws IOException {
        LocalPolicy policy = policy("max_mbps: 25");
        StreamSpec ten = stream("u", "{\"type\":\"constant\",\"rate\":10000000}");
        StreamSpec tenBoth = stream("b", "{\"type\":\"constant\",\"rate\":10000000}");

        policy.requireRate(List.of(ten, tenBoth), List.of());
        policy.requireRate(List.of(tenBoth), List.of(List.of(ten)));
        assertThat(refusal(() -> policy.requireRate(List.of(tenBoth), List.of(List.of(ten), List.of(ten))))
                        .message())
                .contains("max_mbps of", "allows 25 Mbit/s", "other sessions have 20, not 10 more");
        assertThat(refusal(() -> policy.requireRate(List.of(stream("d", "{\"type\":\"unlimited\"}")), List.of()))
                        .message())
                .contains("name a rate");
    }

    @Test
    void obeysEveryFile() throws IOException {
        Path first = Files.writeString(folder.resolve("first.yaml"), "interfaces: [eth0, wwan0]");
        Path second = Files.writeString(folder.resolve("second.json"), "{\"interfaces\": [\"wwan0\", \"lo\"]}");

        LocalPolicy policy = PolicyFiles.load(List.of(first), List.of(second));

        policy.requireNic("wwan0");
        assertThat(policy.onlyNic()).isEqualTo("wwan0");
        assertThat(refusal(() -> policy.requireNic("eth0")).message()).contains("second.json");
        assertThat(refusal(() -> policy.requireNic("lo")).message()).contains("first.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface: [lo]",
                "interfaces: []",
                "interfaces: lo",
                "peers: []",
                "peers: [10.0.0.0/33]",
                "peers: [10.0.0.0/]",
                "peers: [host.example]",
                "peers: [10.0.0.0/-1]",
                "max_mbps: 0",
                "max_mbps: fast",
                "max_mbps: 1\nmax_mbps: 2",
                "- lo",
                "{{{",
            })
    void refusesToGuessWhatAFileMeans(String text) {
        Failure failure = invalid(text);

        assertThat(failure.code()).isEqualTo("policy_invalid");
        assertThat(failure.message()).contains(folder.resolve("agent.yaml").toString());
    }

    @Test
    void namesAFileThatIsMissingOrALinkToNowhere() throws IOException {
        Path none = folder.resolve("none.yaml");
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), none);

        assertThat(catchThrowableOfType(FailureException.class, () -> PolicyFiles.load(List.of(), List.of(none)))
                        .failure()
                        .message())
                .contains(none.toString());
        assertThat(catchThrowableOfType(FailureException.class, () -> PolicyFiles.load(List.of(link), List.of()))
                        .failure()
                        .message())
                .contains(link.toString());
    }

    private LocalPolicy policy(String text) throws IOException {
        return PolicyFiles.load(List.of(Files.writeString(folder.resolve("agent.yaml"), text)), List.of());
    }

    private Failure invalid(String text) {
        return catchThrowableOfType(FailureException.class, () -> policy(text)).failure();
    }

    private static Failure refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Failure failure = catchThrowableOfType(FailureException.class, call).failure();
        assertThat(failure.code()).isEqualTo("refused_by_policy");
        return failure;
    }

    private static StreamSpec stream(String directions, String rate) {
        return BusJson.decode(
                "{\"index\":0,\"directions\":\"" + directions + "\",\"transport\":\"udp\",\"rate\":" + rate
                        + ",\"datagram_octets\":1000,\"tos\":0,\"near_port\":0,\"far_port\":0}",
                StreamSpec.class);
    }
}
