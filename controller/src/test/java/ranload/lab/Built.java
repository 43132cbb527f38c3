package ranload.lab;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Lets the launcher build, as it does on its first use, before the first test class that starts the program. Others wait
 * meanwhile: it takes away what they would start. Found by JUnit itself.
 */
public final class Built implements BeforeAllCallback {
    private static final Duration BOUND = Duration.ofMinutes(10);

    @Override
    public void beforeAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getSimpleName().endsWith("IT")) {
            context.getRoot().getStore(Namespace.GLOBAL).getOrComputeIfAbsent(Built.class, once -> build());
        }
    }

    private static Finished build() {
        return Running.start(List.of(Program.launcher(), "--version"))
                .await(BOUND)
                .orFail();
    }
}
