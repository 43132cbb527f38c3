package ranload.agent.net;

import java.nio.ByteBuffer;

/**
 * Octets that load is sent from or read into, in a form that either kind of socket takes without making anything new.
 * Confined to one thread at a time.
 */
public final class LoadBuffer {
    private final ByteBuffer octets;
    private final ByteBuffer window;
    private final long address;

    /**
     * A view of a buffer.
     *
     * @param octets direct; its limit is never changed
     * @param address where it lies in memory; 0 where nobody asks
     */
    public LoadBuffer(ByteBuffer octets, long address) {
        this.octets = octets;
        this.window = octets.duplicate();
        this.address = address;
    }

    /** To be read and written by absolute index. */
    public ByteBuffer octets() {
        return octets;
    }

    public long address() {
        return address;
    }

    /** The same octets from one index to before another; valid until the next call. */
    public ByteBuffer window(int from, int to) {
        return window.limit(to).position(from);
    }
}
