package ranload.controller.bench.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the bench reads of /proc and of a shell's clock; the lines are recorded ones. */
class HostReadingsTest {
    @Test
    void countsUserAndSystemTimeBehindANameOfAnyKind() {
        String stat = "4711 (a b) S 9) S 1 4711 4711 0 -1 4194560 2011 0 0 0 250 125 0 0 20 0 14 0 8126 100 200";

        assertThat(CpuTime.parse(stat)).isEqualTo(3.75);
    }

    @Test
    void addsUserAndSystemTimeOfTheShellsClock() {
        assertThat(Child.cpuSeconds("0.123 1.877\n")).isEqualTo(2.0);
    }

    @Test
    void knowsNoTimeOfAShellThatWasKilled() {
        assertThat(Child.cpuSeconds("")).isNaN();
    }

    @Test
    void takesStealAsAShareOfAllTime() {
        MachineTime before = MachineTime.parse("cpu  100 0 100 700 0 0 0 100 50 0\ncpu0 1 1 1 1");
        MachineTime after = MachineTime.parse("cpu  150 0 150 740 0 0 0 160 90 0\ncpu0 1 1 1 1");

        assertThat(after.stealPercentSince(before)).isEqualTo(30);
        assertThat(before.stealPercentSince(before)).isZero();
    }

    @Test
    void findsTheListenerOfAPort() {
        String tcp = "   0: 00000000:1451 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0 0 20481";
        String connected = "   1: 00000000:1451 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0 0 20482";

        assertThat(Sockets.isListener(tcp, false, 5201)).isTrue();
        assertThat(Sockets.isListener(tcp, false, 5202)).isFalse();
        assertThat(Sockets.isListener(connected, false, 5201)).isFalse();
        assertThat(Sockets.isListener(connected, true, 5201)).isTrue();
        assertThat(Sockets.isListener("  sl  local_address rem_address   st", true, 5201))
                .isFalse();
    }
}
