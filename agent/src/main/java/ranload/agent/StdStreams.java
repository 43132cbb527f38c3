package ranload.agent;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import ranload.link.BytePipe;

/** The process's own standard streams as the link. The end of stdin means that the controller is gone. Thread-safe. */
final class StdStreams implements BytePipe {
    private final InputStream in;
    private final OutputStream out;

    StdStreams(InputStream in, OutputStream out, Runnable onEnd) {
        this.in = new EndNotingInput(in, onEnd);
        this.out = out;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    /** Stdin stays open: no thread could be woken from reading it, and its true end is still worth knowing. */
    @Override
    public void close() {
        try {
            out.close();
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
            return noted(super.read());
        }

        @Override
        public int read(byte[] octets, int offset, int count) throws IOException {
            return noted(super.read(octets, offset, count));
        }

        private int noted(int result) {
            if (result < 0) {
                onEnd.run();
            }
            return result;
        }
    }
}
