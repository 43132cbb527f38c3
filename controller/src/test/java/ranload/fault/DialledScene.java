package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ranload.controller.config.TokenFile;
import ranload.lab.Database;
import ranload.lab.Finished;
import ranload.lab.Lab;
import ranload.lab.Program;
import ranload.lab.Running;
import ranload.lab.Stored;

/**
 * A controller on the lab's server, and in the ue an agent called car that dials it through the NAT: with a home of its
 * own, so that what it leaves behind can be found. Confined to its test's thread.
 */
final class DialledScene {
    private static final String URL = "http://127.0.0.1:8080";
    private static final String DOOR = "8444";

    private final Lab lab;
    private final Path folder;
    private final SelfSignedCertificate certificate;
    private Running controller;
    private Running agent;

    /** @param folder empty */
    DialledScene(Lab lab, Path folder) throws IOException {
        this.lab = lab;
        this.folder = folder;
        this.certificate = SelfSignedCertificate.create("server.lab");
        Path tokens = folder.resolve("tokens");
        Path token = Files.writeString(folder.resolve("token"), TokenFile.add(tokens, "car", TokenFile.AGENT) + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                folder.resolve("controller.yaml"),
                "database_path: " + database().file() + "\nservers:\n  server:\n    hostname: "
                        + lab.setting("LAB_SERVER_IPV4") + "\n    ssh_port: " + lab.setting("LAB_SSH_PORT")
                        + "\n    username: " + lab.setting("LAB_SSH_USER") + "\n    ssh_key: "
                        + lab.setting("LAB_SSH_KEY") + "\n    host_key: \"" + lab.setting("LAB_HOST_KEY")
                        + "\"\nagents:\n  port: " + DOOR + "\n  token_file: " + tokens + "\n  tls:\n    certificate: "
                        + certificate.certificatePath() + "\n    key: " + certificate.privateKeyPath() + "\n");
    }

    Database database() {
        return Program.databaseIn(folder);
    }

    /** Starts the controller and waits until it answers. */
    void startController() {
        controller = lab.start(
                "server",
                "env",
                home("controller-home"),
                Program.launcher(),
                "controller",
                "--config",
                folder.resolve("controller.yaml").toString());
        await().atMost(Scene.BOUND).until(() -> {
            assertThat(controller.isAlive()).as(controller.err()).isTrue();
            return curl("-fsS", URL + "/health/live").exit() == 0;
        });
    }

    /** Starts the agent as a service manager would, and waits until the controller has it. */
    void startAgent() {
        List<Path> jars = jars();
        assertThat(jars).hasSize(1);
        agent = lab.start(
                "ue",
                "env",
                home("car-home"),
                "java",
                "-jar",
                jars.get(0).toString(),
                "--dial",
                lab.setting("LAB_SERVER_IPV4") + ":" + DOOR,
                "--name",
                "car",
                "--token-file",
                folder.resolve("token").toString(),
                "--trust",
                pin());
        awaitAgent();
    }

    private static List<Path> jars() {
        Path place = Lab.project().resolve("controller/target/ranload/agent");
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As the controller prints it once it has started. */
    private String pin() {
        await().atMost(Scene.BOUND).until(() -> controller.err().contains("SHA256:"));
        String said = controller.err();
        int at = said.indexOf("SHA256:");
        return said.substring(at, at + "SHA256:".length() + 64);
    }

    /** Waits until the agent is up at the controller, with its NICs. */
    void awaitAgent() {
        await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(
                        curl("-fsS", URL + "/interfaces").out())
                .as(() -> "agents " + curl("-sS", URL + "/agents").out() + "\nagent's log " + agent.err())
                .contains("\"car:ue0\""));
    }

    /** Begins a session through a NIC of the agent and waits until two seconds of it are stored from both ends. */
    Stored begin(String nic, int seconds) {
        Finished posted = curl(
                "-sS",
                "-H",
                "Accept: text/plain",
                "-w",
                "%{http_code}",
                "-d",
                Scene.form("car:" + nic, "b", seconds),
                URL + "/session/");
        assertThat(posted.out()).as(posted.toString()).endsWith("201");
        Stored stored = new Stored(
                database(), Long.parseLong(posted.out().lines().findFirst().orElseThrow()));
        await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(stored.completeIntervals("u"))
                .as(stored.story())
                .contains(2));
        return stored;
    }

    /** What answers a form that must be refused: the status, and what is wrong with which field. */
    String refusal(String form) {
        return curl("-sS", "-w", "%{http_code}", "-d", form, URL + "/session/").out();
    }

    /** State and code of the cause, once it has ended. */
    String awaitEnd(Stored stored) {
        String complete = "SELECT complete FROM sessions WHERE session_id = " + stored.id();
        await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(database().number(complete))
                .as(stored.story())
                .isEqualTo(1));
        return database()
                .texts("SELECT state || CASE WHEN cause_code IS NULL THEN '' ELSE '/' || cause_code END"
                        + " FROM sessions WHERE session_id = " + stored.id())
                .get(0);
    }

    /** Waits until the agent has nothing left that the controller has not stored, having kept some of it or not. */
    void awaitAllHandedOver() {
        await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    private List<Path> spooled() {
        try (Stream<Path> files = Files.walk(Files.createDirectories(folder.resolve("car-home/.cache")))) {
            return files.filter(file -> file.toString().endsWith(".ndjson")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Kills the controller with what it has started there, and waits until it is gone. */
    void killController() {
        Scene.signal("KILL", controller.pid());
        await().atMost(Scene.BOUND).until(() -> !controller.isAlive());
    }

    /** As the power fails: every process of the agent is killed at once. */
    void powerOff() {
        List<Long> all = new ArrayList<>(lab.pids("ue"));
        all.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().atMost(Scene.BOUND).until(() -> lab.pids("ue").isEmpty());
    }

    /** Kills what dials alone, and waits until it is gone. */
    void killDialler() {
        Scene.signal("KILL", agent.pid());
        await().atMost(Scene.BOUND).until(() -> !agent.isAlive());
    }

    /** Ends both; what is left is for the lab's own scene to remove. */
    void close() {
        if (agent != null) {
            agent.close();
        }
        if (controller != null) {
            controller.close();
        }
        certificate.delete();
    }

    private String home(String name) {
        return "JDK_JAVA_OPTIONS=-Duser.home=" + folder.resolve(name);
    }

    private Finished curl(String... words) {
        return lab.run(
                "server",
                Scene.BOUND,
                Stream.concat(Stream.of("curl", "--max-time", "60"), Stream.of(words))
                        .toArray(String[]::new));
    }
}
