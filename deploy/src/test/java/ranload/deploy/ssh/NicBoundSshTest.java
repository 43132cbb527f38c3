package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.deploy.EchoAgents;
import ranload.link.BytePipe;
import ranload.session.Failure;

/**
 * SSH that has to leave through one of two NICs: a server in a network namespace of its own, at the far end of one
 * cable; another cable leads to the same namespace. Needs root.
 */
@Timeout(120)
class NicBoundSshTest {
    private final String suffix = Integer.toHexString(new Random().nextInt(0x100_000));
    private final String namespace = "rl-" + suffix;
    private final String routed = "rlr" + suffix;
    private final String other = "rlo" + suffix;
    private final String net = "198.18." + new Random().nextInt(256);

    @TempDir
    Path folder;

    private Sshd sshd;

    @BeforeEach
    void buildNetwork() throws IOException {
        Commands.run("ip", "netns", "add", namespace);
        cable(routed, "far1", ".1/30", ".2/30");
        cable(other, "far2", ".5/30", ".6/30");
        sshd = Sshd.start(folder, List.of("ip", "netns", "exec", namespace), net + ".2");
    }

    @AfterEach
    void removeNetwork() {
        if (sshd != null) {
            sshd.close();
        }
        // Takes the cables with it.
        Commands.run("ip", "netns", "delete", namespace);
    }

    @Test
    void anAgentIsUploadedAndReachedThroughTheNic() throws IOException {
        BytePipe pipe = new SshLauncher(through(routed, net + ".1"), EchoAgents.jar(folder, 1_000_000), null)
                .launch(EchoAgents.settings("echo"));
        try {
            assertThat(EchoAgents.pid(pipe)).isPositive();
            String line = "x".repeat(500_000);
            assertThat(EchoAgents.echo(pipe, line)).isEqualTo(line);
        } finally {
            pipe.close();
        }
        assertThat(octetsSentThrough(routed)).isGreaterThan(1_500_000);
        assertThat(octetsSentThrough(other)).isLessThan(100_000);
    }

    @Test
    void theNicAloneIsEnoughAndTheKernelChoosesTheAddress() {
        launchAndClose(through(routed, null));
    }

    @Test
    void theNicCountsWhereRoutingWouldLeadThroughTheOther() throws IOException {
        new SshLauncher(through(other, net + ".5"), EchoAgents.jar(folder, 1_000_000), null)
                .launch(EchoAgents.settings("echo"))
                .close();
        assertThat(octetsSentThrough(other)).isGreaterThan(1_000_000);
        assertThat(octetsSentThrough(routed)).isLessThan(100_000);
    }

    @Test
    void aServerThatIsNotThereIsNamedWithTheNic() {
        Failure failure = failureOf(
                Targets.withDeadline(Targets.withHost(through(other, net + ".5"), net + ".77"), Duration.ofSeconds(4)));
        assertThat(failure.code()).isIn("ssh_timeout", "ssh_unreachable");
        assertThat(failure.message()).contains("through NIC " + other);
    }

    @Test
    void aNicThatDoesNotExistIsNamed() {
        Failure failure = failureOf(through("no-such-nic", net + ".1"));
        assertThat(failure.code()).isEqualTo("nic_unusable");
        assertThat(failure.message()).contains("no-such-nic", "ssh_via: management");
    }

    @Test
    void anAddressThatIsNotOnTheMachineIsNamedWithItsNic() {
        Failure failure = failureOf(through(routed, "192.0.2.77"));
        assertThat(failure.code()).isEqualTo("nic_unusable");
        assertThat(failure.message()).contains(routed);
    }

    @Test
    void anAddressOfAnotherFamilyIsNamedWithItsNic() {
        Failure failure = failureOf(through(routed, "::1"));
        assertThat(failure.code()).isEqualTo("ssh_unreachable");
        assertThat(failure.message()).contains(routed);
    }

    @Test
    void aClosedPortIsRefusedThroughANicToo() throws IOException {
        Failure failure = failureOf(Targets.withPort(through(routed, net + ".1"), Sshd.freePort()));
        assertThat(failure.code()).isEqualTo("ssh_refused");
        assertThat(failure.message()).contains("through NIC " + routed);
    }

    private void cable(String here, String there, String addressHere, String addressThere) {
        Commands.run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace);
        Commands.run("ip", "address", "add", net + addressHere, "dev", here);
        Commands.run("ip", "link", "set", here, "up");
        Commands.run("ip", "-n", namespace, "address", "add", net + addressThere, "dev", there);
        Commands.run("ip", "-n", namespace, "link", "set", there, "up");
    }

    private SshTarget through(String nic, String address) {
        NicBinding binding = new NicBinding(nic, address == null ? null : parse(address));
        return Targets.withDeadline(
                Targets.withNic(Targets.withHost(sshd.target(), net + ".2"), binding), Duration.ofSeconds(15));
    }

    private static InetAddress parse(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void launchAndClose(SshTarget target) {
        Launches.launch(target, folder);
    }

    private Failure failureOf(SshTarget target) {
        return Launches.failureOf(target, folder);
    }

    private static long octetsSentThrough(String nic) {
        return Long.parseLong(Commands.run("cat", "/sys/class/net/" + nic + "/statistics/tx_bytes")
                .strip());
    }
}
