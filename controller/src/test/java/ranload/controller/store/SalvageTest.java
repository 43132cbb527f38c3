package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.FailureException;

@Tag("fault")
class SalvageTest {
    private static final long FIRST = 1_795_000_000_000L;
    private static final int SESSIONS = 5;
    private static final int ROWS = 400;

    @TempDir
    Path folder;

    private Path file;
    private Path rescued;

    @BeforeEach
    void makeADatabase() {
        file = folder.resolve("x.sqlite");
        rescued = folder.resolve("rescued.sqlite");
        try (OpenStore open = OpenStore.at(file)) {
            for (long id = FIRST; id < FIRST + SESSIONS; id++) {
                OpenStore.get(open.store().insert(Rows.plan(id, DirectionChoice.UPSTREAM, 1, ROWS, 0)));
                List<IntervalRow> rows = new ArrayList<>();
                for (int row = 1; row <= ROWS; row++) {
                    rows.add(Rows.received(id, Direction.UPSTREAM, 0, row, 9, 0));
                }
                for (int from = 0; from < ROWS; from += RowBatch.MAX_ROWS) {
                    OpenStore.get(open.store()
                            .commit(new RowBatch(AgentId.NEAR, rows.subList(from, from + RowBatch.MAX_ROWS))));
                }
            }
        }
    }

    @Test
    @DisplayName("fault 21: db recover copies all of a sound database")
    void copiesASoundDatabaseWhole() throws IOException {
        Salvage.Found found = Salvage.run(file, rescued);

        assertThat(found.damaged()).isEmpty();
        assertThat(found.rows()).containsEntry("sessions", SESSIONS).containsEntry("session_data", SESSIONS * ROWS);
        try (OpenStore open = OpenStore.at(rescued)) {
            assertThat(open.ids(SessionFilter.ALL)).hasSize(SESSIONS);
            assertThat(open.rows(FIRST + 2)).hasSize(ROWS);
            assertThat(open.store().epoch()).isEqualTo(2);
        }
        assertThat(names()).contains("rescued.sqlite").noneMatch(name -> name.startsWith(".ranload-recover"));
    }

    @Test
    @DisplayName("fault 21: db recover saves what the damage has left, and the new file opens")
    void savesWhatTheDamageHasLeft() throws IOException {
        damage(0.5, 8192);
        byte[] before = Files.readAllBytes(file);
        assertThat(OpenStore.failureAt(file).message()).contains("ranload db recover " + file);

        Salvage.Found found = Salvage.run(file, rescued);

        assertThat(found.damaged()).isNotEmpty();
        assertThat(found.rows().get("sessions")).isEqualTo(SESSIONS);
        assertThat(found.rows().get("session_data") + found.rows().get("stream_data"))
                .as("of " + 2 * SESSIONS * ROWS + " rows two pages of some dozen rows each are damaged")
                .isGreaterThan(SESSIONS * ROWS);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (OpenStore open = OpenStore.at(rescued)) {
            assertThat(open.ids(SessionFilter.ALL)).hasSize(SESSIONS);
        }
    }

    @Test
    @DisplayName("fault 21: db recover says when nothing can be read, and leaves no file")
    void saysWhenNothingIsLeft() throws IOException {
        damage(0, 4096);
        assertThat(code()).isEqualTo("nothing_recovered");
        Files.writeString(file, "dear diary");
        assertThat(code()).isEqualTo("nothing_recovered");
        Files.delete(file);
        assertThat(code()).isEqualTo("not_found");
        assertThat(rescued).doesNotExist();
    }

    @Test
    @DisplayName("fault 21: db recover overwrites nothing, and waits for no controller")
    void overwritesNothing() throws IOException {
        Files.writeString(rescued, "mine");
        assertThat(code()).isEqualTo("file_exists");
        assertThat(rescued).hasContent("mine");
        Files.delete(rescued);
        try (OpenStore running = OpenStore.at(file)) {
            assertThat(code()).isEqualTo("database_locked");
            assertThat(running.ids(SessionFilter.ALL)).hasSize(SESSIONS);
        }
        assertThat(rescued).doesNotExist();
    }

    private String code() {
        return catchThrowableOfType(FailureException.class, () -> Salvage.run(file, rescued))
                .failure()
                .code();
    }

    private void damage(double share, int octets) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] noise = new byte[octets];
            Arrays.fill(noise, (byte) 0xa5);
            long page = (long) (channel.size() * share) / 4096;
            channel.write(ByteBuffer.wrap(noise), page * 4096);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
