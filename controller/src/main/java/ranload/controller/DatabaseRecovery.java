package ranload.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ranload.controller.store.Salvage;

/** Saves what can be read of a damaged database: the one thing that a command does to a database without a controller. */
public final class DatabaseRecovery {
    private DatabaseRecovery() {}

    /**
     * Copies what can be read into a new file. Blocking.
     *
     * @return for people: what was saved, a line for each table
     * @throws ranload.session.FailureException that names the file and the cure; the damaged one is left as it is
     */
    public static List<String> run(Path database, Path rescued) {
        Salvage.Found found = Salvage.run(database.toAbsolutePath(), rescued.toAbsolutePath());
        List<String> lines = new ArrayList<>();
        found.rows()
                .forEach((table, rows) ->
                        lines.add(table + ": " + rows + (found.damaged().contains(table) ? ", some may be lost" : "")));
        return lines;
    }
}
