package ranload.controller.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import org.slf4j.Marker;

/**
 * Keeps one kind of message, such as what a broken agent causes with each frame, from filling the log: at most
 * {@value #MOST} of a kind pass in a minute. How many were left out is logged with the first one that passes again.
 * Thread-safe.
 */
public final class FloodFilter extends TurboFilter {
    private static final int MOST = 10;

    private final KindLimit kinds = new KindLimit(MOST, Duration.ofMinutes(1));

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
        if (format == null || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        KindLimit.Answer answer = kinds.ask(logger.getName() + " " + format, System.nanoTime());
        if (answer.leftOut() > 0) {
            logger.warn("{} messages like the next one were left out", answer.leftOut());
        }
        return answer.passes() ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
