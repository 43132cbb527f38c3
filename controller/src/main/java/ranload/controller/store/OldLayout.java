package ranload.controller.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.session.Failure;

/** Keeps a database as an earlier program left it, before this one changes its layout. Everything here blocks. */
final class OldLayout {
    private static final Logger LOG = LoggerFactory.getLogger(OldLayout.class);

    /** The copy that is kept, and of what is written anew the log and what the file grows by. */
    private static final int TIMES_ITS_SIZE = 3;

    private static final long SPARE_OCTETS = 1 << 20;

    private OldLayout() {}

    /**
     * Copies a file of an earlier layout to {@code NAME.layoutN} beside it, with the rights of its own; does nothing with
     * any other. It must be locked against other controllers, and this process must have no connection to it: closing
     * any file takes the locks of SQLite away.
     *
     * @throws ranload.session.FailureException {@code database_full} without space for the copy, {@code store_busy} when
     *     another program has it open, and what {@link Migrations} finds
     */
    static void keep(Path database) throws SQLException, IOException {
        int layout = layout(database);
        if (layout == 0 || layout >= Migrations.newest()) {
            return;
        }
        Path copy = database.resolveSibling(database.getFileName() + ".layout" + layout);
        requireMerged(database);
        requireSpace(database);
        Path part = copy.resolveSibling(copy.getFileName() + ".part");
        try {
            Files.copy(database, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        LOG.warn("{} gets a new layout; {} is what it was before", database, copy);
    }

    private static int layout(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DatabaseFile.writerUrl(database))) {
            return Migrations.present(connection, database);
        }
    }

    /** The last connection that closes leaves all in one file. */
    private static void requireMerged(Path database) throws IOException {
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        if (Files.exists(log) && Files.size(log) > 0) {
            throw Failure.of(
                            "store_busy",
                            "another program has " + database + " open; close it there, so that this program can keep a"
                                    + " copy before it changes the layout")
                    .asException();
        }
    }

    private static void requireSpace(Path database) throws IOException {
        long octets = TIMES_ITS_SIZE * Files.size(database) + SPARE_OCTETS;
        if (Files.getFileStore(database).getUsableSpace() < octets) {
            throw Failure.of(
                            "database_full",
                            database + " needs a new layout, and there is no space beside it for that and for a copy"
                                    + " of what it was (" + octets + " octets); free some")
                    .asException();
        }
    }
}
