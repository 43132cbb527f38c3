package ranload.controller.bench.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.FailureException;

/** Needs root, and fails without. */
class NamespacesTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void leavesNothingBehind() throws InterruptedException {
        Lane lane;
        try (Namespaces namespaces = Namespaces.make(folder)) {
            lane = namespaces.lane();

            assertThat(exists(lane.near())).isTrue();
            assertThat(exists(lane.far())).isTrue();
        }
        assertThat(exists(lane.near())).isFalse();
        assertThat(exists(lane.far())).isFalse();
    }

    @Test
    void leavesNothingBehindWhenItsThreadIsInterrupted() throws InterruptedException {
        Namespaces namespaces = Namespaces.make(folder);
        Thread.currentThread().interrupt();
        namespaces.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(exists(namespaces.lane().near())).isFalse();
        assertThat(exists(namespaces.lane().far())).isFalse();
    }

    @Test
    void saysTruthfullyWhetherTcpIsControlledByLossOnBothSides() throws InterruptedException {
        try (Namespaces namespaces = Namespaces.make(folder)) {
            boolean both = true;
            for (String namespace :
                    List.of(namespaces.lane().near(), namespaces.lane().far())) {
                List<String> show = List.of("ip", "-n", namespace, "route", "show");
                String routes =
                        Child.run(List.of(), show, folder, BOUND).orFail().out();
                both &= routes.contains("congctl " + Namespaces.CONGESTION_CONTROL);
            }
            assertThat(namespaces.isLossBased()).isEqualTo(both);
        }
    }

    @Test
    void joinsTheTwoEndsAndTellsTheProcessorTimeOfWhatRanThere() throws InterruptedException {
        try (Namespaces namespaces = Namespaces.make(folder)) {
            Lane lane = namespaces.lane();
            List<String> connect = List.of("bash", "-c", "exec 3<>/dev/tcp/" + lane.farAddress() + "/7 || true");
            Finished refused = Child.run(lane.nearPrefix(), connect, folder, BOUND);

            assertThat(refused.err()).contains("refused"); // and not "unreachable": the far end answered
            assertThat(refused.cpuSeconds()).isNotNegative().isLessThan(20);
        }
    }

    @Test
    void endsWhatRunsTooLong() throws InterruptedException {
        try (Child child = Child.start(List.of(), List.of("tail", "-f", "/dev/null"), folder)) {
            assertThatThrownBy(() -> child.await(Duration.ofMillis(50)))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("still ran");
            assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    @Test
    void namesWhatCannotBeRun() throws InterruptedException {
        Finished missing = Child.run(List.of(), List.of("/no/such/program"), folder, BOUND);

        assertThatThrownBy(missing::orFail)
                .hasMessageContaining("/no/such/program")
                .hasMessageContaining("127");
    }

    private static boolean exists(String namespace) {
        return Files.exists(Path.of("/run/netns/" + namespace));
    }
}
