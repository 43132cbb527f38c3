package ranload.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.time.ManualClock;

class HostCpuTest {
    private final ManualClock clock = new ManualClock(0);

    @TempDir
    Path folder;

    private Path table;
    private HostCpu host;

    @BeforeEach
    void begin() {
        table = folder.resolve("stat");
        host = new HostCpu(clock, table);
    }

    private void write(long user, long idle, long steal) throws IOException {
        Files.writeString(
                table,
                "cpu  " + user + " 1 2 " + idle + " 3 4 5 " + steal + " 900 800\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 1\n");
    }

    @Test
    void tellsTheShareSinceTheLastCallAndSinceTheStart() throws IOException {
        write(100, 1_000, 10);
        HostCpu.Watch watch = host.watch();
        clock.advance(Duration.ofSeconds(1));
        write(150, 1_040, 20);
        assertThat(watch.sinceLast()).isEqualTo(10);
        clock.advance(Duration.ofSeconds(1));
        write(150, 1_140, 20);
        assertThat(watch.sinceLast()).isEqualTo(0);
        assertThat(watch.sinceStart()).isEqualTo(5);
    }

    @Test
    void readsTheFileOnceForAllThatAskAtOnce() throws IOException {
        write(100, 1_000, 10);
        HostCpu.Watch watch = host.watch();
        clock.advance(Duration.ofMillis(49));
        write(150, 1_040, 20);
        assertThat(watch.sinceLast()).isEqualTo(HostCpu.UNKNOWN);
        clock.advance(Duration.ofMillis(1));
        assertThat(watch.sinceLast()).isEqualTo(10);
        assertThat(host.watch().sinceLast()).isEqualTo(HostCpu.UNKNOWN);
    }

    @Test
    void isUnknownWhereTheKernelDoesNotSay() throws IOException {
        assertThat(host.watch().sinceLast()).isEqualTo(HostCpu.UNKNOWN);
        for (String line : new String[] {"", "cpu 1 2 3 4\n", "cpu a b c d e f g h i\n", "intr 1 2 3 4 5 6 7 8 9\n"}) {
            Files.writeString(table, line);
            HostCpu.Watch watch = host.watch();
            clock.advance(Duration.ofSeconds(1));
            assertThat(watch.sinceLast()).isEqualTo(HostCpu.UNKNOWN);
            assertThat(watch.sinceStart()).isEqualTo(HostCpu.UNKNOWN);
        }
    }

    @Test
    void readsThisMachinesOwn() {
        HostCpu.Watch watch = new HostCpu(clock).watch();
        assertThat(watch.sinceLast()).isBetween(-1.0, 100.0);
    }
}
