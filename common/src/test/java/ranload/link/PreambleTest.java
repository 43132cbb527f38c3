package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.session.AgentId;
import ranload.session.FailureException;

@Timeout(120)
class PreambleTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final AgentSettings SETTINGS =
            new AgentSettings("abc123XYZ", AgentId.NEAR, "controller-1", "0.1.0", "/tmp/spool");

    private final PipePair pipes = new PipePair();
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        pipes.cut();
        other.shutdownNow();
    }

    @Test
    void handsTheSettingsOverAndLeavesWhatFollowsInTheStream() throws Exception {
        Future<AgentSettings> accepted = other.submit(() -> {
            say("Last login: today\nMOTD without line feed ");
            AgentSettings settings =
                    Preamble.accept(pipes.right().in(), pipes.right().out());
            say("frames");
            return settings;
        });
        Preamble.offer(pipes.left(), SETTINGS, WITHIN);
        assertThat(accepted.get(WITHIN.toSeconds(), TimeUnit.SECONDS)).isEqualTo(SETTINGS);
        assertThat(pipes.left().in().readNBytes(6))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("frames");
    }

    @Test
    void takesTheDefaultSpoolWhenNoneIsNamed() throws Exception {
        AgentSettings settings = new AgentSettings("abc123XYZ", AgentId.NEAR, "c", "1", null);
        Future<AgentSettings> accepted = other.submit(
                () -> Preamble.accept(pipes.right().in(), pipes.right().out()));
        Preamble.offer(pipes.left(), settings, WITHIN);
        assertThat(accepted.get(WITHIN.toSeconds(), TimeUnit.SECONDS)).isEqualTo(settings);
    }

    @Test
    void failsAtTheDeadlineWhenNobodyAnswers() {
        FailureException failed = catchThrowableOfType(
                FailureException.class, () -> Preamble.offer(pipes.left(), SETTINGS, Duration.ofMillis(100)));
        assertThat(failed.failure().code()).isEqualTo("agent_start_failed");
        assertThat(failed.failure().message()).contains("left end").contains("100 ms");
    }

    @Test
    void isNotFooledByAnotherNonceNorByAnEcho() throws Exception {
        say("ranload-link/1 somebodyElse\n{\"nonce\":\"abc123XYZ\"}\n");
        FailureException failed = catchThrowableOfType(
                FailureException.class, () -> Preamble.offer(pipes.left(), SETTINGS, Duration.ofMillis(200)));
        assertThat(failed.failure().code()).isEqualTo("agent_start_failed");
    }

    @Test
    void failsAtOnceWhenTheOutputEnds() throws Exception {
        say("bash: java: command not found\n");
        pipes.right().close();
        FailureException failed = catchThrowableOfType(
                FailureException.class, () -> Preamble.offer(pipes.left(), SETTINGS, Duration.ofHours(1)));
        assertThat(failed.failure().code()).isEqualTo("agent_start_failed");
    }

    @Test
    void givesUpOnEndlessChatter() {
        Future<?> chatter = other.submit(() -> {
            while (true) {
                say("still booting\n".repeat(1_000));
            }
        });
        FailureException failed = catchThrowableOfType(
                FailureException.class, () -> Preamble.offer(pipes.left(), SETTINGS, Duration.ofSeconds(30)));
        assertThat(failed.failure().message()).contains("none of them ours");
        assertThat(chatter).failsWithin(WITHIN); // since the pipe is closed
    }

    @Test
    void refusesANonceThatCouldBreakTheLine() {
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class,
                        () -> new AgentSettings("a b\nc12345", AgentId.NEAR, "c", "1", null)))
                .hasMessageContaining("nonce");
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class,
                        () -> new AgentSettings("abc123XYZ", AgentId.NEAR, "../c", "1", null)))
                .hasMessageContaining("controller_id");
    }

    private void say(String text) throws IOException {
        pipes.right().out().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
