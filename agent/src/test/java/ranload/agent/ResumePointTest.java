package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.BuildInfo;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.Preamble;
import ranload.session.AgentId;
import ranload.session.FailureException;

@Timeout(120)
class ResumePointTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final BlockingQueue<BytePipe> proven = new LinkedBlockingQueue<>();
    private Path file;

    @BeforeEach
    void nameIt() {
        file = folder.resolve("point.link");
    }

    @Test
    void leavesThePlaceToASuccessorThoughItIsClosedAgain() throws IOException {
        ResumePoint first = open(proven::add);
        first.close();
        assertThat(file).doesNotExist();
        ResumePoint second = open(proven::add);
        first.close();
        assertThat(file).exists();
        second.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void letsTheNextOneInWhateverBecameOfTheOneBefore() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        ResumePoint point = open(pipe -> {
            if (!failed.getAndSet(true)) {
                throw new IllegalStateException("nobody takes it");
            }
            proven.add(pipe);
        });
        SocketChannel.open(UnixDomainSocketAddress.of(file)).close();
        assertThatThrownBy(() -> come("f".repeat(32))).isInstanceOf(FailureException.class);
        come("0".repeat(32)).close();
        come("0".repeat(32)).close();
        assertThat(proven.poll(WITHIN.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        assertThat(failed).isTrue();
        point.close();
    }

    private ResumePoint open(Consumer<BytePipe> onProven) throws IOException {
        return ResumePoint.open(file, settings("0".repeat(32)), () -> {}, onProven, () -> {});
    }

    /** Comes as a process does that is to be the way to the agent. */
    private BytePipe come(String key) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        BytePipe pipe = new LinkStreams(SocketStreams.in(socket), SocketStreams.out(socket), socket, () -> {});
        socket.connect(UnixDomainSocketAddress.of(file));
        Preamble.offer(pipe, settings(key), WITHIN);
        return pipe;
    }

    private static AgentSettings settings(String key) {
        return new AgentSettings(
                "abc123XYZ", AgentId.NEAR, "controller-1", BuildInfo.current().buildId(), null, key);
    }
}
