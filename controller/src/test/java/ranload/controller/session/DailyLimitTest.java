package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.Outcome;
import ranload.controller.config.LimitsConfig;
import ranload.controller.config.Quota;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionRequest;

/** What a day may see, over sessions and over restarts. */
@Timeout(120)
class DailyLimitTest {
    /** What one session asks for: 10 Mbit/s for 3 s. */
    private static final long ASKED = 3_750_000;

    @TempDir
    Path folder;

    private final FakeHosts hosts = new FakeHosts();
    private TestController controller;

    @AfterEach
    void close() {
        controller.close();
        hosts.close();
    }

    @Test
    void countsWhatWasMovedAlsoAfterARestart() {
        controller = start();
        SessionRequest request = Plans.request(DirectionChoice.UPSTREAM, "lo", "loopback", 1);
        SessionId id = controller.create(request).id();
        await().until(() -> controller.state(id), "complete"::equals);
        long stored = controller.rows(id).stream()
                .mapToLong(row -> Math.max(row.getLong("sent_bytes"), row.getLong("total_bytes")))
                .sum();
        await().until(() -> used() == stored);
        assertThat(stored).isPositive();

        controller.close();
        controller = start();

        assertThat(used()).isEqualTo(stored);
    }

    @Test
    void keepsASessionWhoseOctetsARestartWouldForget() {
        controller = start();
        SessionId id = controller
                .create(Plans.request(DirectionChoice.UPSTREAM, "lo", "loopback", 1))
                .id();
        await().until(() -> controller.state(id), "complete"::equals);

        assertThat(Outcome.failureOf(controller.service.erase(id)).code()).isEqualTo("counts_today");
        assertThat(controller.rows(id)).isNotEmpty();
    }

    private TestController start() {
        Quota day = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, ASKED);
        LimitsConfig limits =
                new LimitsConfig(1_000, 100, Quota.UNLIMITED, Quota.UNLIMITED, day, Map.of("office", Quota.UNLIMITED));
        return TestController.start(folder.resolve("db.sqlite"), hosts, new Limits(1_000, 100, 100, limits));
    }

    /** As the refusal of another session tells it. */
    private long used() {
        SessionRequest request = Plans.request(DirectionChoice.UPSTREAM, "lo", "loopback", 1);
        Failure refusal = Outcome.failureOf(controller.service.create(request));
        assertThat(refusal.code()).isEqualTo("daily_limit_exceeded");
        Matcher told =
                Pattern.compile("of which ([0-9]+) are used and 0 promised").matcher(refusal.message());
        return told.find() ? Long.parseLong(told.group(1)) : -1;
    }
}
