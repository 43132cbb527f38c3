package ranload.controller.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FloodFilterTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    @Test
    @Tag("fault")
    @DisplayName("fault 38: ten of a thousand alike messages reach the log of the shipped configuration")
    void letsTenOfAKindPass() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(FloodFilterTest.class.getResource("/logback.xml"));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAppender("stderr");
        root.addAppender(log);

        IntStream.range(0, 1_000).forEach(i -> context.getLogger("a").warn("agent {} reports", i));
        context.getLogger("a").warn("something else");
        context.getLogger("b").warn("agent {} reports", 1);

        assertThat(log.list).hasSize(12);
        context.stop();
    }

    @Test
    void tellsOnceHowManyWereLeftOut() {
        KindLimit limit = new KindLimit(2, Duration.ofMinutes(1));
        long start = Long.MAX_VALUE - MINUTE / 2;

        assertThat(IntStream.range(0, 5).mapToObj(i -> limit.ask("x", start + i).passes()))
                .containsExactly(true, true, false, false, false);
        assertThat(limit.ask("x", start + MINUTE)).isEqualTo(new KindLimit.Answer(true, 3));
        assertThat(limit.ask("x", start + MINUTE + 1)).isEqualTo(new KindLimit.Answer(true, 0));
        assertThat(limit.ask("x", start + 2 * MINUTE)).isEqualTo(new KindLimit.Answer(true, 0));
    }

    @Test
    void remembersNoMoreThanTheLastKinds() {
        KindLimit limit = new KindLimit(1, Duration.ofMinutes(1));
        limit.ask("first", 0);
        assertThat(limit.ask("first", 1).passes()).isFalse();

        IntStream.range(0, 300).forEach(i -> limit.ask("kind " + i, 2));

        assertThat(limit.ask("first", 3).passes()).isTrue();
    }
}
