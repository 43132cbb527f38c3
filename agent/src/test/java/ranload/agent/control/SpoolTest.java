package ranload.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.link.AgentSettings;
import ranload.session.AgentId;
import ranload.session.FailureException;
import ranload.session.SessionId;

class SpoolTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final AgentSettings SETTINGS = settings("controller-1", "near");

    @TempDir
    Path root;

    @Property(tries = 200)
    void cutsATornLastLineAndGivesAllBeforeItWhereverTheProcessDied(
            @ForAll @IntRange(min = 0, max = 8) int rows, @ForAll @IntRange(min = 0, max = 700) int lost)
            throws IOException {
        Path folder = Files.createTempDirectory("spool");
        Path path = folder.resolve("7.ndjson");
        SpoolFile before = new SpoolFile(path, SpoolFile.MAX_OCTETS);
        List<SpoolEntry> written = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (int i = 1; i <= rows; i++) {
            written.add(new SpoolEntry.Row(Rows.row(i, 1_000L * i)));
            before.append(written.get(i - 1));
            ends.add(before.size());
        }
        if (rows == 0) {
            Files.createFile(path);
        }
        byte[] octets = Files.readAllBytes(path);
        int left = Math.max(0, octets.length - lost);
        Files.write(path, Arrays.copyOf(octets, left));

        SpoolFile after = new SpoolFile(path, SpoolFile.MAX_OCTETS);
        int whole = (int) ends.stream().filter(end -> end <= left).count();
        assertThat(after.read()).isEqualTo(written.subList(0, whole));
        SpoolEntry next = new SpoolEntry.Result(Rows.result(Rows.SESSION, 0, rows));
        assertThat(after.append(next)).isTrue();
        assertThat(new SpoolFile(path, SpoolFile.MAX_OCTETS).read())
                .isEqualTo(Stream.concat(written.subList(0, whole).stream(), Stream.of(next))
                        .toList());
        after.remove();
        Files.delete(folder);
    }

    @Test
    void skipsALineThatMakesNoSense() throws IOException {
        SpoolFile file = file("7");
        file.append(row(1));
        Files.writeString(root.resolve("7.ndjson"), "{\"kind\":\"row\",\"row\":\n", StandardOpenOption.APPEND);
        assertThat(file("7").read()).containsExactly(row(1));
    }

    @Test
    void takesNoMoreThanFitsAndTakesAgainAfterBeingRewritten() throws IOException {
        SpoolFile file = new SpoolFile(root.resolve("7.ndjson"), 1_000);
        int taken = 0;
        while (file.append(row(taken + 1))) {
            taken++;
        }
        assertThat(taken).isBetween(1, 5);
        assertThat(file.read()).hasSize(taken);
        file.rewrite(List.of(row(taken)), file.size());
        assertThat(file.append(row(taken + 1))).isTrue();
        assertThat(file.read()).containsExactly(row(taken), row(taken + 1));
    }

    @Test
    void offersWhatAnEarlierProcessLeftOldestFirst() throws IOException {
        try (Spool earlier = open(SETTINGS)) {
            earlier.file(new SessionId(30)).append(row(1));
            earlier.file(new SessionId(4)).append(row(1));
            SpoolFile empty = earlier.file(new SessionId(5));
            empty.append(row(1));
            empty.rewrite(List.of(), empty.size());
            SpoolFile done = earlier.file(new SessionId(6));
            done.append(row(1));
            done.remove();
        }
        try (Spool later = open(SETTINGS)) {
            assertThat(later.leftovers()).containsExactly(new SessionId(4), new SessionId(30));
        }
        try (Spool another = open(settings("controller-2", "near"))) {
            assertThat(another.leftovers()).isEmpty();
        }
    }

    @Test
    void forgetsWhatIsOlderThanSevenDaysAndWhatWasLeftUnfinished() throws IOException {
        Path folder = root.resolve("controller-1/near");
        try (Spool earlier = open(SETTINGS)) {
            earlier.file(new SessionId(4)).append(row(1));
            earlier.file(new SessionId(5)).append(row(1));
        }
        age(folder.resolve("4.ndjson"), Duration.ofDays(7).plusSeconds(1));
        age(folder.resolve("5.ndjson"), Duration.ofDays(7).minusSeconds(1));
        Files.createFile(folder.resolve("5.ndjson.tmp"));
        try (Spool later = open(SETTINGS)) {
            assertThat(later.leftovers()).containsExactly(new SessionId(5));
            assertThat(folder.resolve("5.ndjson.tmp")).doesNotExist();
        }
    }

    @Test
    void isNotSharedByTwoProcesses() throws IOException {
        Spool held = open(SETTINGS);
        FailureException refused = catchThrowableOfType(
                FailureException.class, () -> Spool.open(root, SETTINGS, Duration.ofMillis(100), NOW));
        assertThat(refused.failure().code()).isEqualTo("spool_locked");
        assertThat(refused.failure().message())
                .contains(root.resolve("controller-1/near").toString());
        held.close();
        open(SETTINGS).close();
    }

    @Test
    void isTakenOverFromAProcessThatStillHoldsIt() throws Exception {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        Process holder = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolHolderMain.class.getName(),
                        root.toString())
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('h');
            Spool taken = Spool.open(root, SETTINGS, Duration.ofSeconds(30), NOW);
            assertThat(taken.leftovers()).containsExactly(new SessionId(7));
            assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
            taken.close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        Path file = Files.createFile(root.resolve("a-file"));
        FailureException refused =
                catchThrowableOfType(FailureException.class, () -> Spool.open(file, SETTINGS, Duration.ZERO, NOW));
        assertThat(refused.failure().code()).isEqualTo("spool_unusable");
        assertThat(refused.failure().message()).contains(file.toString());
    }

    @Test
    void waitsOneTwoFourEightAndThenTenSeconds() {
        assertThat(IntStream.rangeClosed(1, 7).mapToLong(Backoff::millisAfter))
                .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L, 10_000L);
    }

    private Spool open(AgentSettings settings) {
        return Spool.open(root, settings, Duration.ZERO, NOW);
    }

    private SpoolFile file(String session) {
        return new SpoolFile(root.resolve(session + ".ndjson"), SpoolFile.MAX_OCTETS);
    }

    static SpoolEntry row(int interval) {
        return new SpoolEntry.Row(Rows.row(interval, 5));
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    static AgentSettings settings(String controller, String agent) {
        return new AgentSettings("abc123XYZ", new AgentId(agent), controller, "1", null);
    }
}
