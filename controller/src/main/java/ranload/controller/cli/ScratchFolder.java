package ranload.controller.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for the time of one process, at most one per process. A lock in it lasts as long as the process does, however
 * that ends; a folder that a killed process left is known by its lock being free and goes when the next one is made.
 * Thread-safe.
 */
public final class ScratchFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchFolder.class);
    private static final String PREFIX = "ran-load-generator-";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private ScratchFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes one, and removes those of the same user whose process is gone.
     *
     * @param temporary the folder for temporary files, which others may write to as well
     * @throws CommandFailed when it cannot be made
     */
    public static ScratchFolder in(Path temporary) {
        try {
            // Under another name until it is locked: without its lock it would be taken for one that was left.
            Path made = Files.createTempDirectory(temporary, "." + PREFIX);
            removeLeft(temporary, made);
            FileChannel lock =
                    FileChannel.open(made.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            Path path = made.resolveSibling(made.getFileName().toString().substring(1));
            return new ScratchFolder(Files.move(made, path, StandardCopyOption.ATOMIC_MOVE), lock);
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.CANNOT_WRITE, "cannot make a temporary folder in " + temporary + ": " + e.getMessage());
        }
    }

    /** The folder; only this user may enter it. */
    public Path path() {
        return path;
    }

    /** Removes the folder and all in it. */
    @Override
    public void close() {
        delete(path);
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("could not close the lock of {}", path, e);
        }
    }

    /** @param own tells whose folders are ours: in a folder that all may write to, anybody can choose our prefix */
    private static void removeLeft(Path temporary, Path own) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isOfOneUser(folder, own)) {
                    removeUnlessLocked(folder);
                }
            }
        }
    }

    private static boolean isOfOneUser(Path one, Path other) {
        try {
            return Files.getOwner(one, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(other));
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private static void removeUnlessLocked(Path folder) {
        try (FileChannel left =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = left.tryLock()) {
            if (free != null) {
                delete(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("{} stays", folder, e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("could not remove {}", folder, e);
        }
    }
}
