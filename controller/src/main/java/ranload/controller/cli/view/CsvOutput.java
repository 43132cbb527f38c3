package ranload.controller.cli.view;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ranload.controller.report.RowCsv;
import ranload.file.Ownership;
import ranload.session.DirectionChoice;

/**
 * The rows of one session as CSV: each once, in order, when both ends have reported and a newer row shows that late
 * datagrams have had their time; what is left at the end. Confined to one thread.
 */
public final class CsvOutput implements AutoCloseable {
    private static final int HOLD_BACK_SECONDS = 1;

    private final PrintWriter writer;
    private final boolean ownsWriter;
    private final RowOrder order;

    private CsvOutput(PrintWriter writer, boolean ownsWriter, DirectionChoice directions) {
        this.writer = writer;
        this.ownsWriter = ownsWriter;
        this.order = new RowOrder(directions, HOLD_BACK_SECONDS, RowOrder.UNLIMITED_PATIENCE);
        writer.print(RowCsv.header());
        flush();
    }

    /**
     * Into a file, which is made anew. A symbolic link is followed, as {@code /dev/stdout} is one, unless somebody else
     * has made it: in a folder that all may write to it would lead to a file that was not meant.
     *
     * @throws IOException when it is such a link, or cannot be written
     */
    public static CsvOutput toFile(Path file, DirectionChoice directions) throws IOException {
        boolean isLink = Files.isSymbolicLink(file);
        Ownership.refuseForeignLink(file);
        List<OpenOption> options = new ArrayList<>(List.of(WRITE, CREATE, TRUNCATE_EXISTING));
        if (!isLink) {
            options.add(LinkOption.NOFOLLOW_LINKS); // nor one that is made just now
        }
        PrintWriter writer = new PrintWriter(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, options.toArray(OpenOption[]::new)));
        return new CsvOutput(writer, true, directions);
    }

    /** Into a stream that stays open. */
    public static CsvOutput toStream(PrintWriter stream, DirectionChoice directions) {
        return new CsvOutput(stream, false, directions);
    }

    /** Takes one row. */
    public void row(JsonObject row) {
        write(order.accept(row));
    }

    /** Writes what has waited; none can follow. */
    public void endOfRows() {
        write(order.finish());
    }

    private void write(List<JsonObject> rows) {
        if (!rows.isEmpty()) {
            rows.forEach(row -> writer.print(RowCsv.row(row)));
            flush();
        }
    }

    private void flush() {
        if (writer.checkError()) {
            throw new CannotWrite();
        }
    }

    @Override
    public void close() {
        if (ownsWriter) {
            writer.close();
        }
    }

    /** The disk is full, or whoever read the rows is gone. */
    public static final class CannotWrite extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private CannotWrite() {
            super("the disk is full or the reader is gone", null, false, false);
        }
    }
}
