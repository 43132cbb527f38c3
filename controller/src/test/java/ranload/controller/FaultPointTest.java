package ranload.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultPointTest {
    private final List<String> halted = new ArrayList<>();

    @Test
    void endsTheProcessTheFirstTimeThatThePointIsComeTo() {
        FaultPoint point = FaultPoint.ending("rows_committed", () -> halted.add("now"));

        point.hit("session_stored");
        assertThat(halted).isEmpty();
        point.hit("rows_committed");
        assertThat(halted).hasSize(1);
    }

    @Test
    void endsTheProcessTheTimeThatWasNamed() {
        FaultPoint point = FaultPoint.ending("StoreState:3", () -> halted.add("now"));

        point.hit("StoreState");
        point.hit("StoreState");
        assertThat(halted).isEmpty();
        point.hit("StoreState");
        assertThat(halted).hasSize(1);
    }
}
