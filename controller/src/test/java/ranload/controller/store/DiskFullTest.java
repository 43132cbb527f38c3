package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** A file system of 2 MiB of its own; needs root. */
@Tag("lab")
@Isolated // a process that another test starts has our open files for a moment, and keeps the disk busy
class DiskFullTest {
    private static final long ID = 1_795_000_000_000L;

    @TempDir
    Path folder;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=2m", "ranload-test", folder.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", folder.toString());
    }

    @Tag("fault")
    @DisplayName("fault 18: what a full disk refused is stored once there is space")
    @Test
    void storesInTheEndWhatTheFullDiskRefused() throws IOException {
        Path ballast = folder.resolve("ballast");
        Files.write(ballast, new byte[1 << 20]);
        try (OpenStore open = OpenStore.at(folder.resolve("x.sqlite"))) {
            OpenStore.get(open.store().insert(Rows.plan(ID, DirectionChoice.UPSTREAM, 1, 10, 0)));
            int stored = 0;
            Failure failure = null;
            while (failure == null && stored < 1000) {
                var committed = open.store().commit(batch(stored));
                failure = OpenStore.get(committed.map((Failure) null).otherwise(Failure::from));
                stored += failure == null ? 1 : 0;
            }

            assertThat(failure.code()).isEqualTo("database_full");
            assertThat(failure.message()).contains(folder.toString());
            assertThat(open.rows(ID)).hasSize(RowBatch.MAX_ROWS * stored);

            Files.delete(ballast);
            OpenStore.get(open.store().commit(batch(stored)));
            OpenStore.get(open.store().setState(new SessionId(ID), SessionState.COMPLETE, null, Rows.START));

            assertThat(open.rows(ID)).hasSize(RowBatch.MAX_ROWS * (stored + 1));
            assertThat(open.session(ID).getString("state")).isEqualTo("complete");
        }
    }

    @Test
    @Tag("fault")
    @DisplayName("fault 19: a database on a read-only file system is refused by one line that names it")
    void refusesAReadOnlyFileSystem() throws Exception {
        Path file = folder.resolve("x.sqlite");
        OpenStore.at(file).close();
        run("mount", "-o", "remount,ro", folder.toString());

        Failure failure = OpenStore.failureAt(file);

        assertThat(failure.code()).isEqualTo("database_unwritable");
        assertThat(failure.message())
                .contains(file.toString(), "rights and mount")
                .doesNotContain("\n");
        run("mount", "-o", "remount,rw", folder.toString());
        OpenStore.at(file).close();
    }

    @Test
    void leavesAnEarlierLayoutAloneUntilThereIsSpaceForTheNewOne() throws Exception {
        Path file = folder.resolve("x.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Migrations.layOut(connection, Migrations.newest() - 1, Rows.START);
        }
        Path ballast = folder.resolve("ballast");
        Files.write(ballast, new byte[1 << 20]);

        Failure failure = OpenStore.failureAt(file);

        assertThat(failure.code()).isEqualTo("database_full");
        assertThat(failure.message()).contains(file + " needs a new layout", "octets); free some");
        assertThat(layout(file)).isEqualTo(Migrations.newest() - 1);
        Files.delete(ballast);
        OpenStore.at(file).close();
        assertThat(layout(file)).isEqualTo(Migrations.newest());
    }

    private static int layout(Path file) throws Exception {
        return Integer.parseInt(
                Sqlite.column(file, "SELECT MAX(version) FROM schema_version").get(0));
    }

    private static RowBatch batch(int number) {
        List<IntervalRow> rows = new ArrayList<>();
        for (int row = 1; row <= RowBatch.MAX_ROWS; row++) {
            rows.add(Rows.received(ID, Direction.UPSTREAM, 0, RowBatch.MAX_ROWS * number + row, 9, 0));
        }
        return new RowBatch(AgentId.NEAR, rows);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
