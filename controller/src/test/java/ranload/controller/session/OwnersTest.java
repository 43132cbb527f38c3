package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import ranload.sample.Percentiles;
import ranload.sample.SenderRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.SessionPlan;
import ranload.session.Side;

class OwnersTest {
    /** Three seconds, two streams. */
    private final SessionPlan plan = Plans.plan(DirectionChoice.UPSTREAM, 2);

    private final Owners owners = new Owners(null);

    OwnersTest() {
        owners.note(plan);
    }

    private SenderRow row(int stream, int interval) {
        return new SenderRow(
                plan.id(),
                Direction.UPSTREAM,
                stream,
                interval,
                Instant.EPOCH,
                1_000_000_000,
                1_000,
                1,
                0,
                0,
                0,
                0,
                Percentiles.NONE,
                1,
                0,
                -1,
                -1);
    }

    @Test
    void takesTheRowsThatASessionCanHaveAndTheFurtherOneOfLateArrivals() {
        assertThat(owners.permit(plan.near(), row(0, 1), Side.NEAR)).isTrue();
        assertThat(owners.permit(plan.near(), row(1, plan.loadSeconds() + 1), Side.NEAR))
                .isTrue();
    }

    @Test
    void takesNoRowBeyondAPlanSoThatABrokenAgentCannotFillTheDisk() {
        assertThat(owners.permit(plan.near(), row(2, 1), Side.NEAR)).isFalse();
        assertThat(owners.permit(plan.near(), row(0, plan.loadSeconds() + 2), Side.NEAR))
                .isFalse();
    }

    @Test
    void takesNoRowFromAnyAgentButTheOneAtThatEnd() {
        assertThat(owners.permit(plan.far(), row(0, 1), Side.NEAR)).isFalse();
        assertThat(owners.permit(new AgentId("far.other"), row(0, 1), Side.FAR)).isFalse();
    }
}
