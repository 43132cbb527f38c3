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

    /** More than the longest line, a result, has. */
    private static final long PART_OCTETS = 128 * 1024;

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

    /** Takes up what an earlier process left. A last line that it did not finish is cut off. */
    void recover() throws IOException {
        size = Files.size(path);
        long whole = size;
        boolean found = false;
        while (whole > 0 && !found) {
            int most = (int) Math.min(whole, PART_OCTETS);
            int end = lastLineEnd(read(whole - most, most));
            whole += end - most;
            found = end > 0;
        }
        opened().truncate(whole);
        size = whole;
    }

    /** All that is in it, after {@link #recover}. */
    List<SpoolEntry> read() throws IOException {
        recover();
        List<SpoolEntry> entries = new ArrayList<>();
        for (long at = 0; at < size; ) {
            Part part = readFrom(at);
            entries.addAll(part.entries());
            at = part.next();
        }
        return entries;
    }

    /** Where the last line that is whole ends; 0 where none does. */
    private static int lastLineEnd(byte[] octets) {
        int end = octets.length;
        while (end > 0 && octets[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private List<SpoolEntry> entries(byte[] octets, int count) {
        List<SpoolEntry> entries = new ArrayList<>();
        String text = new String(octets, 0, count, StandardCharsets.UTF_8);
        text.lines().forEach(line -> {
            try {
                entries.add(BusJson.decode(line, SpoolEntry.class));
            } catch (FailureException e) {
                LOG.warn("{}: a line is no row and no result, skipped: {}", path, e.getMessage());
            }
        });
        return entries;
    }

    /**
     * Some of what is in it.
     *
     * @param entries in their order
     * @param next where what follows them begins
     */
    record Part(List<SpoolEntry> entries, long next) {}

    /**
     * Reads up to 128 KiB, in whole lines. A line that makes no sense is skipped and logged.
     *
     * @param from where a line begins
     * @throws IOException when the disk does not give it
     */
    Part readFrom(long from) throws IOException {
        int most = (int) Math.min(size - from, PART_OCTETS);
        byte[] octets = read(from, most);
        int end = lastLineEnd(octets);
        // Longer than any line is: what is no line is passed over as one that makes no sense.
        int whole = end == 0 ? most : end;
        return new Part(entries(octets, whole), from + whole);
    }

    private byte[] read(long from, int count) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(count);
        while (octets.hasRemaining()) {
            if (opened().read(octets, from + octets.position()) < 0) {
                throw new IOException(path + " ends at " + (from + octets.position()) + " of " + size + " octets");
            }
        }
        return octets.array();
    }

    /**
     * Replaces the content at one stroke.
     *
     * @param keptFrom where what stays, behind the new entries, begins now; {@link #size} for none of it
     * @return where it begins then
     */
    long rewrite(Collection<? extends SpoolEntry> entries, long keptFrom) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.forEach(entry -> all.writeBytes(line(entry)));
        long keptAt = all.size();
        all.writeBytes(read(keptFrom, (int) (size - keptFrom)));
        Path next = path.resolveSibling(path.getFileName() + Spool.UNFINISHED);
        Files.write(next, all.toByteArray());
        close();
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        size = all.size();
        return keptAt;
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
