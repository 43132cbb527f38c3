package ranload.time;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets a wait of the tests that names no bound last up to half a minute, where Awaitility's own 10 s are too short for a
 * machine that is held up. Found by JUnit itself where {@code junit-platform.properties} asks for that.
 */
public final class Patience implements BeforeAllCallback {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(BOUND);
    }
}
