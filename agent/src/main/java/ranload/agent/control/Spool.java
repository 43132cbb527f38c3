package ranload.agent.control;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.link.AgentSettings;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.session.SessionId;

/**
 * The folder in which one agent of one controller keeps what it has not handed over: one file per session. Locked, so
 * that a second process leaves a living one's files alone. Confined to one thread at a time.
 */
public final class Spool implements AutoCloseable {
    static final String UNFINISHED = ".tmp";

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Pattern SESSION_FILE = Pattern.compile("([1-9][0-9]{0,17})\\.ndjson");
    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final Path folder;
    private final FileChannel lock;

    private Spool(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder and removes what is older than 7 days. Blocks while another process holds it, at most
     * {@code patience} long: the process before this one may be about to end. It is told to: that the controller starts
     * another means that it has given that one up, which may not know it yet.
     *
     * @throws FailureException {@code spool_locked} or {@code spool_unusable}
     */
    public static Spool open(Path root, AgentSettings settings, Duration patience, Instant now) {
        Path folder =
                root.resolve(settings.controllerId()).resolve(settings.agentId().value());
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Spool spool = new Spool(folder, locked(folder, patience));
            spool.tidy(now);
            return spool;
        } catch (IOException e) {
            throw Failure.of("spool_unusable", "cannot keep rows in " + folder + ": " + e)
                    .asException();
        }
    }

    /** Sessions of which an earlier process left something, oldest first. */
    public List<SessionId> leftovers() throws IOException {
        List<SessionId> sessions = new ArrayList<>();
        for (Path file : files()) {
            var name = SESSION_FILE.matcher(file.getFileName().toString());
            if (name.matches() && Files.size(file) > 0) {
                sessions.add(new SessionId(Long.parseLong(name.group(1))));
            }
        }
        sessions.sort(null);
        return sessions;
    }

    SpoolFile file(SessionId session) {
        return new SpoolFile(folder.resolve(session + ".ndjson"), SpoolFile.MAX_OCTETS);
    }

    /** Lets another process have the folder. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private void tidy(Instant now) throws IOException {
        for (Path file : files()) {
            boolean ours = SESSION_FILE.matcher(file.getFileName().toString()).matches();
            boolean unfinished = file.toString().endsWith(UNFINISHED);
            Instant written = Files.getLastModifiedTime(file).toInstant();
            if (unfinished || (ours && written.isBefore(now.minus(KEPT)))) {
                LOG.warn("removing {}, last written {}", file, written);
                Files.delete(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static FileChannel locked(Path folder, Duration patience) throws IOException {
        Path file = folder.resolve("lock");
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (!tryLock(channel)) {
            told = told || LockHolder.of(file).map(LockHolder::tellToEnd).orElse(false);
            if (System.nanoTime() - deadline > 0) {
                channel.close();
                throw Failure.of(
                                "spool_locked",
                                "another agent is running for the same controller: it holds " + folder
                                        + ". Stop it, or wait for it to end")
                        .asException();
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        LockHolder.note(channel);
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held within this process
        }
    }
}
