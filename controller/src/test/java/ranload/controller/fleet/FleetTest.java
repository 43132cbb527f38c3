package ranload.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ranload.bus.Outcome;
import ranload.deploy.AgentLauncher;
import ranload.deploy.ssh.NicBinding;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.session.AgentId;
import ranload.session.Failure;

class FleetTest {
    private final Vertx vertx = Vertx.vertx();
    private final SlowLauncher launcher = new SlowLauncher();
    private final Fleet fleet = new Fleet(vertx, launcher, FleetTiming.DEFAULT, "c0ffee", "build", null);

    @AfterEach
    void close() {
        launcher.mayEnd.countDown();
        Outcome.of(vertx.close());
    }

    @Test
    void isClosedOnlyWhenNoLauncherIsAtWork() throws InterruptedException {
        Future<AgentLink> reached = fleet.near(AgentId.NEAR);
        assertThat(launcher.begun.await(30, TimeUnit.SECONDS)).isTrue();

        Future<Boolean> endedBeforeClosed = fleet.close().map(closed -> launcher.ended.get());
        assertThatThrownBy(() -> Outcome.of(reached)).hasMessageContaining("was ended");
        launcher.mayEnd.countDown();

        assertThat(Outcome.of(endedBeforeClosed)).isTrue();
    }

    /** Fails, when it is told that it may end. */
    private static final class SlowLauncher implements Launchers, AgentLauncher {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final AtomicBoolean ended = new AtomicBoolean();

        @Override
        public AgentLauncher near() {
            return this;
        }

        @Override
        public AgentLauncher far(Environment environment, NicBinding through) {
            return this;
        }

        @Override
        public BytePipe launch(AgentSettings settings) {
            begun.countDown();
            awaitEnd();
            ended.set(true);
            throw Failure.of("agent_start_failed", "nothing starts here").asException();
        }

        private void awaitEnd() {
            try {
                assertThat(mayEnd.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
