package ranload.controller.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void putsOurselvesFirstAndSaysHowManyTimesTheOthersWeAre() {
        String table = Table.of(
                List.of(
                        new Figure("UDP", Measure.GOODPUT, "peer", List.of(2.0, 4.0, 3.0)),
                        new Figure("UDP", Measure.GOODPUT, "own", List.of(60.0, 59.0, 61.0)),
                        new Figure("TCP", Measure.GOODPUT, "own", List.of(7.0))),
                "own");

        assertThat(table.lines())
                .containsExactly(
                        "test  measure          own                  peer",
                        "UDP   goodput, Gbit/s  60.00 [59.00-61.00]  3.00 [2.00-4.00] x20.00",
                        "TCP   goodput, Gbit/s  7.00                 -");
    }

    @Test
    void comparesNobodyWithSomebodyWhoDidNotRun() {
        String table = Table.of(List.of(new Figure("UDP", Measure.LOSS, "peer", List.of(1.0))), "own");

        assertThat(table.lines().skip(1)).containsExactly("UDP   loss, %  -    1.00");
    }

    @Test
    void dividesByNoZero() {
        String table = Table.of(
                List.of(
                        new Figure("UDP", Measure.LOSS, "own", List.of(1.0)),
                        new Figure("UDP", Measure.LOSS, "peer", List.of(0.0))),
                "own");

        assertThat(table.lines().skip(1)).containsExactly("UDP   loss, %  1.00  0");
    }

    @Test
    void showsAsManyDigitsAsMeanSomething() {
        assertThat(List.of(12345.6, 123.45, 12.345, 0.12345, 0.012345, 0.0, -2.5))
                .extracting(Table::number)
                .containsExactly("12346", "123.5", "12.35", "0.123", "0.0123", "0", "-2.50");
    }
}
