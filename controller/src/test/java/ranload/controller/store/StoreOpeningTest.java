package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;

class StoreOpeningTest {
    private static final long ID = 1_795_000_000_000L;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("x.sqlite");
    }

    @Test
    void keepsASecondControllerInTheSameProcessOut() {
        try (OpenStore first = OpenStore.at(file)) {
            Failure failure = OpenStore.failureAt(file);

            assertThat(failure.code()).isEqualTo("database_locked");
            assertThat(failure.message()).contains(file.toString()).contains("x.sqlite.lock");
            assertThat(first.ids(SessionFilter.ALL)).isEmpty();
        }
    }

    @Test
    void keepsASecondControllerInAnotherProcessOutUntilThatIsKilled() throws Exception {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        classPath(
                                LockHolderMain.class,
                                DatabaseLock.class,
                                Failure.class,
                                JsonInclude.class,
                                JDBC.class,
                                LoggerFactory.class),
                        LockHolderMain.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).startsWith("holds");

            assertThat(OpenStore.failureAt(file).code()).isEqualTo("database_locked");
            assertThat(OpenStore.failureAt(file).code()).isEqualTo("database_locked");
        } finally {
            holder.destroyForcibly();
        }
        assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        try (OpenStore open = OpenStore.at(file)) {
            assertThat(open.store().epoch()).isOne();
        }
    }

    @Tag("fault")
    @DisplayName("fault 21: a file that is no database is refused and left alone")
    @Test
    void leavesAFileAloneThatIsNoDatabase() throws IOException {
        Files.writeString(file, "dear diary, today I have measured nothing at all and it was fine\n");
        byte[] before = Files.readAllBytes(file);

        Failure failure = OpenStore.failureAt(file);

        assertThat(failure.code()).isEqualTo("database_not_a_database");
        assertThat(failure.message()).contains(file.toString()).contains("Name another file");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Tag("fault")
    @DisplayName("fault 21: a damaged database is refused and left alone")
    @Test
    void leavesADamagedDatabaseAlone() throws Exception {
        writeSomeRows();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] noise = new byte[8192];
            java.util.Arrays.fill(noise, (byte) 0xa5);
            channel.write(ByteBuffer.wrap(noise), channel.size() - 3 * 8192);
        }
        byte[] before = Files.readAllBytes(file);

        Failure failure = OpenStore.failureAt(file);

        assertThat(failure.code()).isEqualTo("database_corrupt");
        assertThat(failure.message()).contains(file.toString()).contains("backup");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Tag("fault")
    @DisplayName("fault 21: a database that was cut short is refused")
    @Test
    void leavesADatabaseAloneThatWasCutShort() throws Exception {
        writeSomeRows();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }

        assertThat(OpenStore.failureAt(file).code()).isEqualTo("database_corrupt");
    }

    @Tag("fault")
    @DisplayName("fault 22: a database of a newer program is refused")
    @Test
    void refusesADatabaseOfANewerProgram() throws Exception {
        writeSomeRows();
        Sqlite.run(file, "INSERT INTO schema_version VALUES (99, 'V99', 'x', 'x')");

        Failure failure = OpenStore.failureAt(file);

        assertThat(failure.code()).isEqualTo("database_newer");
        assertThat(failure.message()).contains("layout 99");
    }

    @Test
    void refusesADatabaseThatWasLaidOutDifferently() throws Exception {
        writeSomeRows();
        Sqlite.run(file, "UPDATE schema_version SET checksum = 'x'");

        assertThat(OpenStore.failureAt(file).code()).isEqualTo("database_foreign");
    }

    @Test
    void refusesADatabaseOfAnotherProgram() throws Exception {
        Sqlite.run(file, "CREATE TABLE SESSIONS (SESSION_ID INTEGER)");

        Failure failure = OpenStore.failureAt(file);

        assertThat(failure.code()).isEqualTo("database_foreign");
        assertThat(Sqlite.column(file, "SELECT name FROM sqlite_master")).containsExactly("SESSIONS");
    }

    @Test
    void saysWhatCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("plain"), "");

        Failure inFile = OpenStore.failureAt(folder.resolve("plain/x.sqlite"));
        Failure isFolder = OpenStore.failureAt(Files.createDirectory(folder.resolve("sub")));
        Failure question = OpenStore.failureAt(folder.resolve("a?mode=memory"));

        assertThat(inFile.code()).isEqualTo("database_unwritable");
        assertThat(inFile.message()).contains("plain").contains("rights");
        assertThat(isFolder.code()).isEqualTo("database_unwritable");
        assertThat(question.code()).isEqualTo("database_unwritable");
    }

    @Test
    void canBeOpenedAgainAfterItRefused() throws IOException {
        Files.writeString(file, "no database, but long enough to have a header");
        assertThat(OpenStore.failureAt(file).code()).isEqualTo("database_not_a_database");

        Files.delete(file);

        try (OpenStore open = OpenStore.at(file)) {
            assertThat(open.ids(SessionFilter.ALL)).isEmpty();
        }
    }

    @Test
    void findsEveryCommittedRowAfterAKill() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy")).resolve("x.sqlite");
        try (OpenStore open = OpenStore.at(file)) {
            OpenStore.get(open.store().insert(Rows.plan(ID, DirectionChoice.UPSTREAM, 1, 10, 0)));
            for (int interval = 1; interval <= 5; interval++) {
                OpenStore.get(open.store()
                        .commit(Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, interval, interval, 0))));
            }
            // What a kill leaves: the file and its log, not closed.
            Files.copy(file, copy);
            Files.copy(folder.resolve("x.sqlite-wal"), copy.resolveSibling("x.sqlite-wal"));
            Files.write(copy.resolveSibling("x.sqlite-wal"), new byte[1000], StandardOpenOption.APPEND);
        }

        try (OpenStore again = OpenStore.at(copy)) {
            assertThat(again.rows(ID))
                    .extracting(row -> row.getLong("packets_received"))
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(OpenStore.get(again.store().unended())).hasSize(1);
            assertThat(again.store().epoch()).isEqualTo(2);
        }
    }

    @Tag("fault")
    @DisplayName("fault 20: rows that another program kept out are stored when they come again")
    @Test
    void givesUpOnAnotherProgramThatWritesForLongAndLosesNothing() throws Exception {
        try (OpenStore open = OpenStore.at(file)) {
            OpenStore.get(open.store().insert(Rows.plan(ID, DirectionChoice.UPSTREAM, 1, 10, 0)));
            var rows = Rows.batch(Rows.received(ID, Direction.UPSTREAM, 0, 1, 9, 0));
            try (var other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                Failure busy = OpenStore.failure(open.store().commit(rows));
                assertThat(busy.code()).isEqualTo("store_busy");
                statement.execute("ROLLBACK");
            }

            assertThat(OpenStore.get(open.store().commit(rows))).hasSize(1);
        }
    }

    @Test
    void leavesOneFileAndItsLockWhenItCloses() {
        writeSomeRows();
        assertThat(left()).containsExactlyInAnyOrder("x.sqlite", "x.sqlite.lock");

        try (OpenStore open = OpenStore.at(file)) {
            assertThat(open.ids(SessionFilter.ALL))
                    .as("read, and nothing written")
                    .hasSize(1);
        }
        assertThat(left()).containsExactlyInAnyOrder("x.sqlite", "x.sqlite.lock");
    }

    private List<String> left() {
        return List.of(folder.toFile().list());
    }

    private void writeSomeRows() {
        try (OpenStore open = OpenStore.at(file)) {
            OpenStore.get(open.store().insert(Rows.plan(ID, DirectionChoice.UPSTREAM, 1, 10, 0)));
            for (int batch = 0; batch < 20; batch++) {
                List<IntervalRow> rows = new ArrayList<>();
                for (int row = 1; row <= RowBatch.MAX_ROWS; row++) {
                    rows.add(Rows.received(ID, Direction.UPSTREAM, 0, RowBatch.MAX_ROWS * batch + row, 9, 0));
                }
                OpenStore.get(open.store().commit(new RowBatch(AgentId.NEAR, rows)));
            }
        }
    }

    private static String classPath(Class<?>... classes) throws URISyntaxException {
        List<String> places = new ArrayList<>();
        for (Class<?> type : classes) {
            places.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, places);
    }
}
