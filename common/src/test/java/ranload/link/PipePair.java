package ranload.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Two pipes joined back to back in memory, each way holding 64 KiB as a kernel's pipe does; a test can stall them, slow
 * them down and cut them. Thread-safe.
 */
public final class PipePair {
    private final Way toRight = new Way();
    private final Way toLeft = new Way();

    /** One end. */
    public BytePipe left() {
        return new End("left end", toLeft, toRight);
    }

    /** The other end. */
    public BytePipe right() {
        return new End("right end", toRight, toLeft);
    }

    /** From now on nothing comes through until {@link #resume}: neither octets nor that the other end has closed. */
    public void stall() {
        toRight.limit(0);
        toLeft.limit(0);
    }

    /** From now on every hundredth of a second lets this many octets through each way. */
    public void slow(int octetsPerHundredth) {
        toRight.limit(octetsPerHundredth);
        toLeft.limit(octetsPerHundredth);
    }

    /** From now on all comes through at once. */
    public void resume() {
        toRight.limit(Way.CAPACITY);
        toLeft.limit(Way.CAPACITY);
    }

    /** The carrier dies: what is on its way is lost, both ends read the end of the stream. */
    public void cut() {
        toRight.cut();
        toLeft.cut();
    }

    private record End(String describe, Way incoming, Way outgoing) implements BytePipe {
        @Override
        public InputStream in() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] octets, int offset, int count) throws IOException {
                    return incoming.read(octets, offset, count);
                }
            };
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] octets, int offset, int count) throws IOException {
                    outgoing.write(octets, offset, count);
                }
            };
        }

        @Override
        public void close() {
            outgoing.closeWriting();
            incoming.closeReading();
        }

        @Override
        public String diagnostics() {
            return "";
        }
    }

    /** One direction: a ring of octets under one lock. */
    private static final class Way {
        static final int CAPACITY = 64 * 1024;

        private final byte[] ring = new byte[CAPACITY];
        private int first;
        private int held;
        private int octetsPerHundredth = CAPACITY;
        private boolean writerClosed;
        private boolean readerClosed;

        synchronized void limit(int octets) {
            octetsPerHundredth = octets;
            notifyAll();
        }

        synchronized void closeWriting() {
            writerClosed = true;
            notifyAll();
        }

        synchronized void closeReading() {
            readerClosed = true;
            held = 0;
            notifyAll();
        }

        synchronized void cut() {
            octetsPerHundredth = CAPACITY;
            closeWriting();
            closeReading();
        }

        private boolean stalled() {
            return octetsPerHundredth == 0;
        }

        /** What the writing end knows: that it has closed, or, when word of it comes through, that the reader has. */
        private boolean refusesOctets() {
            return writerClosed || (readerClosed && !stalled());
        }

        /** What the reading end must wait for: octets or the writer's end, neither of which passes a stall. */
        private boolean awaitsOctets() {
            return !readerClosed && (stalled() || (held == 0 && !writerClosed));
        }

        synchronized void write(byte[] octets, int offset, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                while (held == CAPACITY && !refusesOctets()) {
                    pause(0);
                }
                if (refusesOctets()) {
                    throw new IOException("Broken pipe");
                }
                ring[(first + held) % CAPACITY] = octets[offset + i];
                held++;
                if (held == 1) {
                    notifyAll();
                }
            }
        }

        synchronized int read(byte[] octets, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (!stalled() && octetsPerHundredth < CAPACITY) {
                pause(10);
            }
            while (awaitsOctets()) {
                pause(0);
            }
            if (held == 0) {
                return -1;
            }
            int taken = Math.min(Math.min(count, held), Math.max(1, octetsPerHundredth));
            for (int i = 0; i < taken; i++) {
                octets[offset + i] = ring[(first + i) % CAPACITY];
            }
            first = (first + taken) % CAPACITY;
            held -= taken;
            notifyAll();
            return taken;
        }

        @SuppressWarnings("WaitNotInLoop") // its callers loop, or only want time to pass
        private void pause(long millis) throws IOException {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
