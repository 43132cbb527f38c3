package ranload.agent.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.BuildInfo;
import ranload.link.DialHello;
import ranload.link.DialIn;
import ranload.session.Failure;
import ranload.session.FailureException;

/** What dials, in front of a child process that says back what it hears. */
@Timeout(180)
class DiallerTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private TlsServer server;
    private Path token;
    private Dialler dialler;

    @BeforeEach
    void open() throws Exception {
        server = new TlsServer(folder);
        token = Files.writeString(folder.resolve("token"), "t0ken\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void close() throws Exception {
        if (dialler != null) {
            dialler.end();
        }
        server.close();
    }

    @Test
    void saysWhoItIsCarriesOctetsToItsAgentAndComesBackAfterTheEnd() throws Exception {
        dial("localhost", server.pin(), "cat");
        for (int time = 1; time <= 2; time++) {
            SSLSocket caller = server.caller();
            DialHello hello = DialIn.read(caller.getInputStream());
            assertThat(hello)
                    .isEqualTo(new DialHello("car", "t0ken", BuildInfo.current().buildId()));
            DialIn.admit(caller.getOutputStream());
            caller.getOutputStream().write("echo".getBytes(StandardCharsets.UTF_8));
            assertThat(caller.getInputStream().readNBytes(4))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("echo");
            caller.close();
        }
        await().atMost(WITHIN).untilAsserted(() -> assertThat(log).anyMatch(line -> line.contains("connected to")));
    }

    @Test
    void trustsACertificateInAFileForTheNameInIt() throws Exception {
        dial("localhost", server.pem(folder).toString(), "cat");

        assertThat(DialIn.read(server.caller().getInputStream()).name()).isEqualTo("car");
    }

    @Test
    void saysNothingToAnybodyElse() throws Exception {
        dial("127.0.0.1", server.pem(folder).toString(), "cat"); // another name than in the certificate
        assertNothingHeard("127.0.0.1 found");

        dialler.end();
        dial("localhost", "SHA256:" + "ab".repeat(32), "cat");
        assertNothingHeard("not the trusted one");
    }

    private void assertNothingHeard(String reason) throws Exception {
        SSLSocket caller = server.caller();
        assertThatThrownBy(() -> DialIn.read(caller.getInputStream())).isInstanceOf(IOException.class);
        await().atMost(WITHIN).untilAsserted(() -> assertThat(log).anyMatch(line -> line.contains(reason)));
    }

    @Test
    void goesOnDiallingWhenItIsRefusedAndTellsWhyOnce() throws Exception {
        dial("localhost", server.pin(), "cat");
        for (int time = 1; time <= 3; time++) {
            SSLSocket caller = server.caller();
            DialIn.read(caller.getInputStream());
            DialIn.refuse(caller.getOutputStream(), Failure.of("not_admitted", "no such agent"));
            caller.close();
        }
        await().atMost(WITHIN)
                .untilAsserted(() ->
                        assertThat(log).hasSize(1).allMatch(line -> line.contains("not_admitted: no such agent")));
    }

    @Test
    void endsTheAgentWithItself() throws Exception {
        dial(
                "localhost",
                server.pin(),
                "sh",
                "-c",
                "trap 'echo ended >" + folder.resolve("end") + "; exit' TERM;"
                        + " while :; do read -r line && echo \"$line\" || sleep 0.05; done");
        SSLSocket caller = server.caller();
        DialIn.read(caller.getInputStream());
        DialIn.admit(caller.getOutputStream());
        caller.getOutputStream().write("up\n".getBytes(StandardCharsets.UTF_8));
        assertThat(caller.getInputStream().readNBytes(3))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("up\n");

        dialler.end();
        assertThat(folder.resolve("end")).exists();
    }

    @Test
    void refusesATokenThatOthersMayRead() throws Exception {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        Dialler careless = new Dialler(target("localhost", server.pin()), List.of("cat"), log::add);
        assertThatThrownBy(careless::run)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("--token-file")
                .hasMessageContaining("chmod 600");
    }

    private void dial(String host, String trust, String... agent) {
        dialler = new Dialler(target(host, trust), List.of(agent), log::add);
        Dialler running = dialler;
        Thread thread = new Thread(
                () -> {
                    try {
                        running.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "dialler");
        thread.setDaemon(true);
        thread.start();
    }

    private DialTarget target(String host, String trust) {
        return DialTarget.parse(host + ":" + server.port(), "car", token, trust);
    }
}
