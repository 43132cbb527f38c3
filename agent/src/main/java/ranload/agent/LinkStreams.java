package ranload.agent;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import ranload.link.BytePipe;

/** Two streams as the link to the controller. That what comes in has ended is told at once. Thread-safe. */
final class LinkStreams implements BytePipe {
    private final InputStream in;
    private final OutputStream out;
    private final Closeable whole;

    /**
     * @param whole closed with the link
     * @param onEnd told, on the thread that reads, when what comes in has ended or cannot be read; after a newer link has
     *     come too
     */
    LinkStreams(InputStream in, OutputStream out, Closeable whole, Runnable onEnd) {
        this.in = new EndNotingInput(in, onEnd);
        this.out = out;
        this.whole = whole;
    }

    /**
     * The process's own standard streams. Stdin stays open: no thread could be woken from reading it, and its true end is
     * still worth knowing.
     */
    static LinkStreams ofProcess(InputStream in, OutputStream out, Runnable onEnd) {
        return new LinkStreams(in, out, out, onEnd);
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void close() {
        try {
            whole.close();
        } catch (IOException e) {
            // The other end is gone already, which is what closing is for.
        }
    }

    @Override
    public String describe() {
        return "controller";
    }

    @Override
    public String diagnostics() {
        return "";
    }

    private static final class EndNotingInput extends FilterInputStream {
        private final Runnable onEnd;

        EndNotingInput(InputStream in, Runnable onEnd) {
            super(in);
            this.onEnd = onEnd;
        }

        @Override
        public int read() throws IOException {
            return noted(super::read);
        }

        @Override
        public int read(byte[] octets, int offset, int count) throws IOException {
            return noted(() -> super.read(octets, offset, count));
        }

        private int noted(Reading reading) throws IOException {
            int result = -1;
            try {
                result = reading.read();
            } finally {
                if (result < 0) {
                    onEnd.run();
                }
            }
            return result;
        }

        private interface Reading {
            int read() throws IOException;
        }
    }
}
