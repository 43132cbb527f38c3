package ranload.agent.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process that holds a spool's lock, as the lock file names it.
 *
 * @param pid of a process of this user that has the lock file open
 */
record LockHolder(long pid) {
    /** Names this process in the lock file that it holds; on a full disk nobody is told, and the lock holds as well. */
    static void note(FileChannel held) {
        try {
            held.truncate(0);
            held.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
        } catch (IOException noSpace) {
            // The next process waits for the lock, and says so when it does not get it.
        }
    }

    /**
     * Who holds it; empty when that cannot be told, or is this process itself. The number alone would not do: it may have
     * been given to another process since.
     */
    static Optional<LockHolder> of(Path lockFile) {
        try {
            long pid = Long.parseLong(
                    Files.readString(lockFile, StandardCharsets.US_ASCII).strip());
            boolean other = pid != ProcessHandle.current().pid();
            return other && hasOpen(pid, lockFile) ? Optional.of(new LockHolder(pid)) : Optional.empty();
        } catch (IOException | NumberFormatException unknown) {
            return Optional.empty();
        }
    }

    /** Sends it a SIGTERM, upon which an agent spools what it has and ends within 2 s. */
    boolean tellToEnd() {
        return ProcessHandle.of(pid).map(ProcessHandle::destroy).orElse(false);
    }

    private static boolean hasOpen(long pid, Path lockFile) throws IOException {
        Path file = lockFile.toRealPath();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> leadsTo(descriptor, file));
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
