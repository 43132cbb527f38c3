package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.controller.session.FakeHosts;

/** A database that cannot be written for a while, on a small file system of its own; needs root. */
@Tag("lab")
@Tag("fault")
class DatabaseFaultsTest {
    /** 6 s at the pace of fake agents: a busy machine gets to the fault before they are over. */
    private static final int SECONDS = 150;

    private static final String FORM =
            "direction=u&bandwidth=10&duration=" + SECONDS + "&interface=lo&environment=loopback";
    private static final Duration LOAD_IS_OVER = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private FakeHosts hosts;
    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=16m", "ranload-test", folder.toString());
        hosts = new FakeHosts();
        api = new RunningApi(folder, RunningApi.ANY_PORT, hosts);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        hosts.close();
        // A process that another test starts has our open files for a moment.
        run("umount", "--lazy", folder.toString());
    }

    @Test
    @DisplayName("fault 18: with a full disk POST is 507, sessions go on, and their rows arrive once there is space")
    void goesOnWithAFullDisk() throws Exception {
        List<Long> accepted = new ArrayList<>(List.of(accepted(post())));
        long first = accepted.get(0);
        await().until(() -> !rows(first).isEmpty());
        Path ballast = folder.resolve("ballast");
        fill(ballast);
        Curl.Answer refused = post();
        for (int more = 0; refused.status() == 201 && more < 30; more++) {
            accepted.add(accepted(refused));
            refused = post();
        }
        assertThat(refused.status()).as(refused.body()).isEqualTo(507);
        assertThat(refused.json().getString("code")).isEqualTo("database_full");
        assertThat(refused.header("Retry-After")).isEqualTo("30");
        Curl.Answer ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().getString("cause")).isEqualTo("database_full");
        assertThat(get("/health/live").status()).isEqualTo(200);
        assertThat(state(first)).isEqualTo("running");

        Files.delete(ballast);

        for (long id : accepted) {
            await().atMost(LONG).until(() -> state(id), "complete"::equals);
            assertThat(rows(id)).as("rows of " + id).hasSize(SECONDS);
        }
        assertThat(get("/health/ready").status()).isEqualTo(200);
        assertThat(get("/sessions").array()).hasSameSizeAs(accepted);
    }

    @Test
    @DisplayName("fault 20: while another program holds the database POST is 503, and nothing is lost")
    void waitsForAnotherProgram() throws Exception {
        long first = accepted(post());
        await().until(() -> !rows(first).isEmpty());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("sessions.sqlite"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            Curl.Answer refused = post();
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.json().getString("code")).isEqualTo("store_busy");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(get("/health/ready").status()).as("it can be read").isEqualTo(200);
            statement.execute("ROLLBACK");
        }
        await().atMost(LONG).until(() -> state(first), "complete"::equals);
        assertThat(rows(first)).hasSize(SECONDS);
        assertThat(get("/sessions").array()).hasSize(1);
    }

    @Test
    @DisplayName("fault 19: while its files cannot be written POST is 507, sessions go on, and nothing is lost")
    void goesOnWithADatabaseThatMayOnlyBeReadForAWhile(@TempDir Path elsewhere) throws Exception {
        // tmpfs lets whoever has a file open write on; ext4 does not.
        Path image = elsewhere.resolve("image");
        Path disk = Files.createDirectory(elsewhere.resolve("disk"));
        run("truncate", "-s", "32m", image.toString());
        run("mkfs.ext4", "-q", image.toString());
        run("mount", "-o", "loop", image.toString(), disk.toString());
        String database = disk.resolve("sessions.sqlite").toString();
        try (FakeHosts others = new FakeHosts();
                RunningApi guarded = new RunningApi(disk, RunningApi.ANY_PORT, others)) {
            long first = accepted(Curl.run("-d", FORM, guarded.url("/session/")));
            String session = guarded.url("/sessions/" + first);
            await().until(() -> !Curl.run(session + "/data").array().isEmpty());
            run("chattr", "+i", database, database + "-wal");
            try {
                Curl.Answer refused = Curl.run("-d", FORM, guarded.url("/session/"));
                assertThat(refused.status()).as(refused.body()).isEqualTo(507);
                assertThat(refused.json().getString("code")).isEqualTo("database_unwritable");
                assertThat(Curl.run(guarded.url("/health/ready")).json().getString("cause"))
                        .isEqualTo("database_unwritable");
                assertThat(Curl.run(guarded.url("/health/live")).status()).isEqualTo(200);
                assertThat(Curl.run(session).json().getString("state")).isEqualTo("running");
                int before = Curl.run(session + "/data").array().size();
                // Its load takes 6 s here: then the end of the session is what has to wait.
                await().pollDelay(LOAD_IS_OVER).until(() -> true);
                assertThat(Curl.run(session + "/data").array()).hasSize(before);
                assertThat(Curl.run(session).json().getString("state")).isEqualTo("running");
            } finally {
                run("chattr", "-i", database, database + "-wal");
            }
            await().atMost(LONG).until(() -> Curl.run(session).json().getString("state"), "complete"::equals);
            assertThat(Curl.run(session + "/data").array()).hasSize(SECONDS);
            assertThat(Curl.run(guarded.url("/health/ready")).status()).isEqualTo(200);
            assertThat(Curl.run(guarded.url("/sessions")).array()).hasSize(1);
        } finally {
            run("umount", "--lazy", disk.toString());
        }
    }

    private void fill(Path file) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private Curl.Answer post() throws Exception {
        return Curl.run("-d", FORM, api.url("/session/"));
    }

    private Curl.Answer get(String path) throws Exception {
        return Curl.run(api.url(path));
    }

    private static long accepted(Curl.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().getLong("session_id");
    }

    private String state(long id) throws Exception {
        return get("/sessions/" + id).json().getString("state");
    }

    private List<Object> rows(long id) throws Exception {
        return get("/sessions/" + id + "/data").array().stream().toList();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
