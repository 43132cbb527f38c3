package ranload.agent.net;

import io.netty.channel.IoEventLoop;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * A bound, non-blocking socket. Confined to the event loop that it is registered with, but for what says otherwise.
 *
 * <p>The loop tells of readiness as long as it lasts and is wanted; nothing is wanted at first.
 */
public interface LoadSocket {
    /** What is heard of a socket, on its loop. */
    interface Listener {
        /**
         * Something may be done without waiting. A socket that is broken is ready for whatever is wanted, and may be told
         * of although nothing is.
         *
         * @param readable reading may bring something, also that there is no more to come
         * @param writable there is room to write, or a connection is made
         */
        void ready(boolean readable, boolean writable);

        /** The loop ends, and with it all that could be heard. */
        void loopEnds();
    }

    /** As bound, or once the kernel has chosen more, as that. */
    InetSocketAddress localAddress();

    /**
     * Begins to listen for readiness.
     *
     * @param registered runs on the loop, unless the socket is closed by then
     * @param refused takes the reason on the loop
     */
    void register(IoEventLoop loop, Listener listener, Runnable registered, Consumer<Throwable> refused);

    /** What the listener is to be told of. Before the socket is registered it is remembered. */
    void want(boolean reading, boolean writing);

    /** Nothing is told any more, ever. */
    void unregister();

    /** Closes; later calls change nothing. A failure to close leaves nothing to do. */
    void shut();
}
