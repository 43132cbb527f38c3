package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.agent.control.Spool;
import ranload.agent.policy.LocalPolicy;
import ranload.bus.BuildInfo;
import ranload.bus.Outcome;
import ranload.link.AgentSettings;
import ranload.link.PipePair;
import ranload.session.AgentId;
import ranload.session.Failure;

/** What an agent says of its life, in which order. */
class AgentVerticleTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Failure TOLD = Failure.of("agent_stopped", "told to end");

    @TempDir
    Path spools;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final PipePair pipes = new PipePair();
    private final Vertx vertx = Vertx.vertx(AgentMain.options());
    private AgentVerticle agent;

    @BeforeEach
    void deploy() {
        AgentSettings settings = new AgentSettings(
                "abc123XYZ", AgentId.NEAR, "controller-1", BuildInfo.current().buildId(), spools.toString());
        Spool spool = Spool.open(spools, settings, WITHIN, Instant.now());
        agent = new AgentVerticle(
                settings, spool, LocalPolicy.NONE, SocketChoice.best(), pipes.right(), new AgentVerticle.Life() {
                    @Override
                    public void linked() {
                        told.add("linked");
                    }

                    @Override
                    public void unlinked() {
                        told.add("unlinked");
                    }

                    @Override
                    public void leaving() {
                        told.add("leaving");
                    }

                    @Override
                    public void ended(Failure reason) {
                        told.add("ended");
                    }
                });
        Outcome.of(vertx.deployVerticle(agent));
    }

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    @Test
    void leavesBeforeItsLinkEndsWhenItIsToldToEnd() {
        agent.end(TOLD);

        await().atMost(WITHIN).until(() -> told.contains("ended"));
        assertThat(told).startsWith("linked", "leaving").endsWith("unlinked", "leaving", "ended");
    }

    @Test
    void saysThatItsLinkHasEndedBeforeAnythingElse() {
        pipes.cut();

        await().atMost(WITHIN).until(() -> told.contains("ended"));
        assertThat(told).containsExactly("linked", "unlinked", "leaving", "ended");
    }

    @Test
    void endsOnceThoughItsLinkBreaksWhileItEnds() {
        agent.end(TOLD);
        pipes.cut();

        await().atMost(WITHIN).until(() -> told.contains("ended"));
        await().during(Duration.ofMillis(400))
                .until(() -> told.stream().filter("ended"::equals).count() == 1);
    }
}
