package ranload.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ranload.lab.Running;

/** The packaged controller on a free port of the loopback address. Confined to one thread. */
final class PackagedController implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Pattern ADDRESS =
            Pattern.compile("listening on (http://127\\.0\\.0\\.1:[0-9]+), event bus 127\\.0\\.0\\.1:([0-9]+)");

    private final Running process;

    private PackagedController(Running process) {
        this.process = process;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param http further keys of the configuration's {@code http}, one a line, indented by two
     */
    static PackagedController start(Path folder, String http) throws IOException {
        Path config = folder.resolve("controller.yaml");
        Files.writeString(config, """
                database_path: %s
                servers:
                  '<img src=x onerror="globalThis.hit=1">':
                    hostname: 127.0.0.1
                    ssh_port: 1
                    username: nobody
                    ssh_via: management
                http:
                  port: 0
                %sevent_bus:
                  port: 0
                """.formatted(folder.resolve("sessions.sqlite"), http));
        Running process = Running.start(List.of(
                Path.of(ProcessHandle.current().info().command().orElseThrow()).toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "target/ranload/lib/*",
                "-Duser.home=" + folder,
                "-Djava.io.tmpdir=" + folder,
                "ranload.controller.ControllerMain",
                "controller",
                "--config",
                config.toString()));
        PackagedController started = new PackagedController(process);
        await().atMost(BOUND)
                .until(() -> ADDRESS.matcher(process.out() + process.err()).find() || !process.isAlive());
        return started;
    }

    String url() {
        return said(1);
    }

    /** Port of loopback that watchers reach the event bus on by plain TCP. */
    String eventBusPort() {
        return said(2);
    }

    long pid() {
        return process.pid();
    }

    private String said(int group) {
        String said = process.out() + process.err();
        Matcher address = ADDRESS.matcher(said);
        if (!address.find()) {
            throw new AssertionError("the controller does not listen: " + said);
        }
        return address.group(group);
    }

    @Override
    public void close() {
        process.close();
    }
}
