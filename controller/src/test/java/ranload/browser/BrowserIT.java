package ranload.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import ranload.controller.config.TokenFile;
import ranload.lab.Running;

/** Runs the scripts of {@code src/test/browser} in Node.js; what they see of the page goes to {@code target/browser}. */
@Isolated // what a page shows in time is not to be decided by other tests
class BrowserIT {
    private static final Duration BOUND = Duration.ofMinutes(8);
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCRIPTS = Path.of("target/browser/scripts").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        assertThat(CHROMIUM).as("apt-get install chromium nodejs npm").isExecutable();
        Files.createDirectories(SCRIPTS);
        try (Stream<Path> files = Files.list(Path.of("src/test/browser"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, SCRIPTS.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Running.start(List.of(
                        "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", SCRIPTS.toString()))
                .await(BOUND)
                .orFail();
    }

    private static void run(String script, PackagedController controller, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "node",
                SCRIPTS.resolve(script).toString(),
                controller.url(),
                SCRIPTS.resolveSibling(script.substring(0, script.indexOf('.'))).toString(),
                CHROMIUM.toString()));
        command.addAll(List.of(more));
        Running.start(command).await(BOUND).orFail();
    }

    @Test
    void showsTheLifeOfASession() throws IOException {
        try (PackagedController controller = PackagedController.start(folder, "")) {
            run("page.test.mjs", controller, Long.toString(controller.pid()));
        }
    }

    @Test
    void showsClientsOfTheEventBusWhatTheDatabaseHoldsAndTakesNothingFromThem() throws IOException {
        try (PackagedController controller = PackagedController.start(folder, "")) {
            run("bus.test.mjs", controller, controller.eventBusPort());
        }
    }

    @Test
    void asksForATokenAndKeepsItOutOfAddresses() throws IOException {
        Path file = folder.resolve("tokens");
        String token = TokenFile.add(file, "browser", "operator");
        try (PackagedController controller = PackagedController.start(folder, "  token_file: " + file + "\n")) {
            run("login.test.mjs", controller, token);
        }
    }
}
