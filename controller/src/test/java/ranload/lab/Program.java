package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The program as a user has it: {@code ./ranload}, run in the ue of a lab. Thread-safe. */
public final class Program {
    /** Longest wait for a session of a few seconds on a busy machine, its start and end included. */
    public static final Duration BOUND = Duration.ofSeconds(90);

    private final Lab lab;

    public Program(Lab lab) {
        this.lab = lab;
    }

    /** The launcher script of the checkout. */
    public static String launcher() {
        return Lab.project().resolve("ranload").toString();
    }

    public Running start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher()));
        command.addAll(List.of(arguments));
        return lab.start("ue", command.toArray(String[]::new));
    }

    /** {@code startSession} by itself against the lab's server, writing into this database. */
    public Running startSession(Database database, String... flags) {
        List<String> arguments = new ArrayList<>(List.of(
                "startSession",
                "-s",
                lab.setting("LAB_SERVER_IPV4"),
                "-p",
                lab.setting("LAB_SSH_PORT"),
                "-u",
                lab.setting("LAB_SSH_USER"),
                "-k",
                lab.setting("LAB_SSH_KEY"),
                "--known-hosts",
                lab.setting("LAB_KNOWN_HOSTS"),
                "-o",
                database.file().toString()));
        arguments.addAll(List.of(flags));
        return start(arguments.toArray(String[]::new));
    }

    /** The session that a {@code startSession} has run to its end: its id stands alone on stdout. */
    public static Stored session(Database database, Finished finished) {
        finished.orFail();
        assertThat(finished.out()).as(finished.toString()).matches("\\d{13}\n");
        return new Stored(database, Long.parseLong(finished.out().trim()));
    }

    /** The database that tests keep in this folder. */
    public static Database databaseIn(Path folder) {
        return new Database(folder.resolve("sessions.sqlite"));
    }
}
