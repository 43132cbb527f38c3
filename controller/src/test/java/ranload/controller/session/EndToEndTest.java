package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.bus.Outcome;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Launchers;
import ranload.deploy.AgentJvm;
import ranload.deploy.AgentLauncher;
import ranload.deploy.process.ProcessLauncher;
import ranload.deploy.ssh.NicBinding;
import ranload.session.DirectionChoice;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.Transport;
import ranload.unit.BitRate;

/** Two real agents as child processes, real load over loopback, rows in a real database. */
class EndToEndTest {
    private static final int MEGABITS = 20;
    private static final int SECONDS = 3;
    private static final String JAR = "agent.jar";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static TestController controller;

    @BeforeAll
    static void start() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        AgentLauncher launcher = new ProcessLauncher(List.of(), java, agentJar(), AgentJvm.FLAGS);
        Launchers children = new Launchers() {
            @Override
            public AgentLauncher near() {
                return launcher;
            }

            @Override
            public AgentLauncher far(Environment environment, NicBinding through) {
                return launcher;
            }
        };
        controller = TestController.start(folder.resolve("db.sqlite"), children, folder.resolve("spool"));
    }

    @AfterAll
    static void close() {
        List<ProcessHandle> agents = agents();
        assertThat(agents).isNotEmpty();
        controller.close();
        await("agents end with their controller").atMost(WITHIN).until(() -> agents.stream()
                .noneMatch(ProcessHandle::isAlive));
    }

    @ParameterizedTest
    @CsvSource({
        "udp, u, 127.0.0.1", "udp, d, 127.0.0.1", "udp, b, 127.0.0.1", "udp, b, ::1",
        "tcp, u, 127.0.0.1", "tcp, d, 127.0.0.1", "tcp, b, 127.0.0.1", "tcp, b, ::1"
    })
    void storesEverySecondOfBothEndsWithoutLossAtTheRateAskedFor(String protocol, String direction, String nic) {
        SessionPlan plan = controller.create(request(protocol, direction, nic, SECONDS));
        awaitEnd(plan);
        assertThat(controller.session(plan.id()).getString("state"))
                .as("%s", controller.session(plan.id()).getJsonObject("cause"))
                .isEqualTo("complete");
        for (String recordType : direction.equals("b") ? List.of("u", "d") : List.of(direction)) {
            List<JsonObject> rows = controller.rows(plan.id()).stream()
                    .filter(row -> row.getString("record_type").equals(recordType))
                    .toList();
            assertThat(rows.subList(0, SECONDS)).allSatisfy(row -> {
                assertThat(row.getBoolean("receiver_complete")).isTrue();
                assertThat(row.getBoolean("sender_complete")).isTrue();
                assertThat(row.getLong("errors")).isZero();
                assertThat(row.getLong("duplicates")).isZero();
            });
            assertThat(sum(rows, "total_bytes")).isPositive().isEqualTo(sum(rows, "sent_bytes"));
            // A busy machine sends less than asked for; what it could not send is counted and nothing is unaccounted.
            long octetsEach = protocol.equals("udp") ? SessionRequest.DEFAULT_DATAGRAM_OCTETS : 1;
            long due = sum(rows, "sent_bytes") + octetsEach * sum(rows, "not_sent");
            assertThat(due * 8.0 / SECONDS / 1e6).isBetween(MEGABITS * 0.99, MEGABITS * 1.01);
        }
    }

    @Test
    void stopsRealLoadWhenAsked() {
        SessionPlan plan = controller.create(request("udp", "b", "lo", 60));
        await().atMost(WITHIN).until(() -> controller.rows(plan.id()).size() >= 2);
        Outcome.of(controller.service.stop(plan.id()));
        assertThat(controller.state(plan.id())).isEqualTo("stopped");
        assertThat(controller.session(plan.id()).getJsonArray("results")).hasSize(4);
    }

    @Test
    void failsAndStopsTheOtherEndWhenTheFarAgentIsKilled() {
        SessionPlan plan = controller.create(request("udp", "b", "lo", 60));
        await().atMost(WITHIN).until(() -> controller.rows(plan.id()).size() >= 4);
        List<JsonObject> before = controller.rows(plan.id());
        farAgent(plan).destroyForcibly();
        awaitEnd(plan);
        assertThat(controller.state(plan.id())).isEqualTo("failed");
        assertThat(controller.cause(plan.id())).isEqualTo("agent_lost");
        await().atMost(WITHIN).until(() -> Outcome.of(controller.fleet.agents()).stream()
                .allMatch(agent -> agent.getString("state").equals("up")));
        assertThat(controller.rows(plan.id())).hasSizeGreaterThanOrEqualTo(before.size());
    }

    private static SessionRequest request(String protocol, String direction, String nic, int seconds) {
        return new SessionRequest(
                DirectionChoice.ofCode(direction).orElseThrow(),
                new RateProfile.Constant(BitRate.ofMegabits(BigDecimal.valueOf(MEGABITS))),
                seconds,
                nic,
                Environment.LOOPBACK,
                SessionRequest.DEFAULT_DATAGRAM_OCTETS,
                null,
                null,
                0,
                Transport.ofCode(protocol).orElseThrow(),
                1,
                0,
                "",
                100,
                Pacing.BALANCED);
    }

    private static long sum(List<JsonObject> rows, String column) {
        return rows.stream().mapToLong(row -> row.getLong(column)).sum();
    }

    private static void awaitEnd(SessionPlan plan) {
        await().atMost(WITHIN)
                .until(() -> controller.session(plan.id()).getString("end_time") != null
                        && !List.of("pending", "preparing", "running", "draining")
                                .contains(controller.state(plan.id())));
    }

    private static ProcessHandle farAgent(SessionPlan plan) {
        Environment loopback = new Environments(List.of()).find(Environment.LOOPBACK);
        NicBinding through = new NicBinding(plan.nicName(), null);
        long pid = Outcome.of(controller.fleet.far(loopback, through)).facts().pid();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static List<ProcessHandle> agents() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .commandLine()
                        .orElse("")
                        .contains(folder.resolve(JAR).toString()))
                .toList();
    }

    /** A jar of nothing but a manifest that names the tests' class path: quick to make, the same to start. */
    private static Path agentJar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "ranload.agent.AgentMain");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
        Path jar = folder.resolve(JAR);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.finish();
        }
        return jar;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
    }
}
