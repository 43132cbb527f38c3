package ranload.controller.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import ranload.session.Failure;

/**
 * Keeps a second controller off the same database: an operating-system lock on {@code <database>.lock}. It ends with the
 * process, however that ends. Thread-safe.
 */
final class DatabaseLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private DatabaseLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, without waiting.
     *
     * @throws ranload.session.FailureException {@code database_locked} when another controller has it
     * @throws IOException when the lock file cannot be made
     */
    static DatabaseLock take(Path database) throws IOException {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            // The one before removes its file: a lock on a file that is gone keeps nobody out.
            if (lock != null && Files.exists(file) && isAt(file, channel)) {
                return new DatabaseLock(file, channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw locked(database, file);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw locked(database, file);
    }

    private static boolean isAt(Path file, FileChannel channel) throws IOException {
        String mark = ProcessHandle.current().pid() + " " + UUID.randomUUID() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)), 0);
        return Files.readString(file).equals(mark);
    }

    private static RuntimeException locked(Path database, Path file) {
        return Failure.of(
                        "database_locked",
                        "another controller uses " + database + " (it holds " + file
                                + "); stop that one or name another database")
                .asException();
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
        }
    }
}
