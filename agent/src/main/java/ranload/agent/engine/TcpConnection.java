package ranload.agent.engine;

import java.io.IOException;
import ranload.agent.net.LoadSocket;
import ranload.agent.net.TcpSocket;

/**
 * A TCP socket on an event loop, with what is to be heard of it. Confined to its event loop.
 *
 * <p>The loop is told of readiness as long as it lasts, so interest is dropped where nobody would react.
 */
final class TcpConnection implements LoadSocket.Listener {
    /** What a connection's owner hears; errors of its own calls it hears from those. */
    interface Owner {
        void readable(TcpConnection connection) throws IOException;

        void writable(TcpConnection connection) throws IOException;

        /** The connection does not work any more; nothing further is heard of it. */
        void broken(TcpConnection connection, IOException cause);
    }

    private final TcpSocket socket;
    private final EngineLoop loop;
    private Owner owner;
    private boolean wantsRead = true;
    private boolean wantsWrite;
    private boolean closed;

    TcpConnection(TcpSocket socket, EngineLoop loop, Owner owner) {
        this.socket = socket;
        this.loop = loop;
        this.owner = owner;
    }

    /** Begins to listen for readiness. */
    void register() {
        submit();
        socket.register(
                loop.loop(),
                this,
                () -> {},
                cause -> owner.broken(this, new IOException("the event loop refused a socket", cause)));
    }

    TcpSocket socket() {
        return socket;
    }

    /** Somebody else hears of it from now on. */
    void handTo(Owner newOwner) {
        owner = newOwner;
    }

    void wantRead(boolean wanted) {
        if (wantsRead != wanted) {
            wantsRead = wanted;
            submit();
        }
    }

    void wantWrite(boolean wanted) {
        if (wantsWrite != wanted) {
            wantsWrite = wanted;
            submit();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Discards what is not sent yet, tells the other end by a reset, and closes. */
    void reset() {
        try {
            socket.resetOnClose();
        } catch (IOException alreadyReset) {
            // Then there is nothing left to discard.
        }
        shut();
    }

    void shut() {
        if (!closed) {
            closed = true;
            socket.shut();
        }
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        try {
            if (!closed && wantsWrite && writable) {
                owner.writable(this);
            }
            if (!closed && wantsRead && readable) {
                owner.readable(this);
            }
            if (!closed && !wantsRead && !wantsWrite) {
                // Only hang-up or error is left to be told, and it would be told for ever.
                socket.unregister();
            }
        } catch (IOException e) {
            if (!closed) {
                socket.unregister();
                owner.broken(this, e);
            }
        }
    }

    @Override
    public void loopEnds() {
        shut();
    }

    private void submit() {
        socket.want(wantsRead, wantsWrite);
    }
}
