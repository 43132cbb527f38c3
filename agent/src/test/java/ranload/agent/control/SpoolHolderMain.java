package ranload.agent.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import ranload.session.SessionId;

/** Another agent of the same controller, as far as its spool goes: keeps a row, and holds the lock until it is killed. */
final class SpoolHolderMain {
    private SpoolHolderMain() {}

    public static void main(String[] arguments) throws IOException {
        try (Spool spool = Spool.open(
                Path.of(arguments[0]),
                SpoolTest.settings("controller-1", "near"),
                Duration.ofSeconds(30),
                Instant.now())) {
            spool.file(new SessionId(7)).append(SpoolTest.row(1));
            System.out.println("holds");
            System.in.read();
        }
    }
}
