package ranload.agent.control;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.BusJson;
import ranload.session.FailureException;

/**
 * What one session still owes the controller, one JSON object a line. Written through to the kernel at each append, so
 * it outlives the process, whatever ends it. Confined to one thread.
 */
final class SpoolFile {
    /** Size of one file at most. */
    static final long MAX_OCTETS = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);

    private final Path path;
    private final long maxOctets;
    private FileChannel channel;
    private long size;

    SpoolFile(Path path, long maxOctets) {
        this.path = path;
        this.maxOctets = maxOctets;
    }

    /**
     * Adds a line at the end.
     *
     * @return false when the file is full; it is unchanged then
     * @throws IOException when the disk does not take it; the file is unchanged then
     */
    boolean append(SpoolEntry entry) throws IOException {
        byte[] line = line(entry);
        if (size + line.length > maxOctets) {
            return false;
        }
        write(line);
        return true;
    }

    /** Nothing is owed for now: the file stays, but of many sessions only those that are behind have theirs open. */
    void rest() throws IOException {
        close();
    }

    /** Octets in the file. */
    long size() {
        return size;
    }

    /**
     * What is in it. A last line that a dying process did not finish is cut off; a line that makes no sense is skipped
     * and logged.
     */
    List<SpoolEntry> read() throws IOException {
        byte[] octets = Files.readAllBytes(path);
        int whole = octets.length;
        while (whole > 0 && octets[whole - 1] != '\n') {
            whole--;
        }
        opened().truncate(whole);
        size = whole;
        List<SpoolEntry> entries = new ArrayList<>();
        String text = new String(octets, 0, whole, StandardCharsets.UTF_8);
        text.lines().forEach(line -> {
            try {
                entries.add(BusJson.decode(line, SpoolEntry.class));
            } catch (FailureException e) {
                LOG.warn("{}: a line is no row and no result, skipped: {}", path, e.getMessage());
            }
        });
        return entries;
    }

    /** Replaces the content at one stroke. */
    void rewrite(Collection<? extends SpoolEntry> entries) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.forEach(entry -> all.writeBytes(line(entry)));
        Path next = path.resolveSibling(path.getFileName() + Spool.UNFINISHED);
        Files.write(next, all.toByteArray());
        close();
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        size = all.size();
    }

    /** Nothing is owed any more. */
    void remove() throws IOException {
        close();
        Files.deleteIfExists(path);
        size = 0;
    }

    private void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(line);
        try {
            while (octets.hasRemaining()) {
                opened().write(octets, size + octets.position());
            }
        } catch (IOException e) {
            if (channel != null) {
                channel.truncate(size);
            }
            throw e;
        }
        size += line.length;
    }

    private FileChannel opened() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(path, CREATE, READ, WRITE);
        }
        return channel;
    }

    private static byte[] line(SpoolEntry entry) {
        return (BusJson.encode(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
