package ranload.agent.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import ranload.agent.net.SocketTuning;

/**
 * A TCP socket on an event loop, with what is to be heard of it. Confined to its event loop.
 *
 * <p>The loop is told of readiness as long as it lasts, so interest is dropped where nobody would react.
 */
final class TcpConnection implements EpollIoHandle {
    /** What a connection's owner hears; errors of its own calls it hears from those. */
    interface Owner {
        void readable(TcpConnection connection) throws IOException;

        void writable(TcpConnection connection) throws IOException;

        /** The connection does not work any more; nothing further is heard of it. */
        void broken(TcpConnection connection, IOException cause);
    }

    private final Socket socket;
    private final EngineLoop loop;
    private Owner owner;
    private IoRegistration registration;
    private boolean wantsRead = true;
    private boolean wantsWrite;
    private boolean closed;

    TcpConnection(Socket socket, EngineLoop loop, Owner owner) {
        this.socket = socket;
        this.loop = loop;
        this.owner = owner;
    }

    /** Begins to listen for readiness. */
    void register() {
        loop.loop().register(this).addListener(done -> {
            if (!done.isSuccess()) {
                owner.broken(this, new IOException("the event loop refused a socket", done.cause()));
                return;
            }
            registration = (IoRegistration) done.getNow();
            if (closed) {
                registration.cancel();
            } else {
                submit();
            }
        });
    }

    Socket socket() {
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
            SocketTuning.tcpResetOnClose(socket);
        } catch (IOException alreadyReset) {
            // Then there is nothing left to discard.
        }
        shut();
    }

    void shut() {
        if (!closed) {
            closed = true;
            if (registration != null) {
                registration.cancel();
            }
            SocketTuning.closeQuietly(socket);
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        try {
            if (!closed && wantsWrite && (ops.contains(EpollIoOps.EPOLLOUT) || ops.contains(EpollIoOps.EPOLLERR))) {
                owner.writable(this);
            }
            if (!closed && wantsRead && !ops.equals(EpollIoOps.EPOLLOUT)) {
                owner.readable(this);
            }
            if (!closed && !wantsRead && !wantsWrite) {
                // Only hang-up or error is left to be told, and it would be told for ever.
                registration.cancel();
            }
        } catch (IOException e) {
            if (!closed) {
                registration.cancel();
                owner.broken(this, e);
            }
        }
    }

    /** The loop ends. */
    @Override
    public void close() {
        shut();
    }

    private void submit() {
        if (registration != null && registration.isValid()) {
            EpollIoOps ops = wantsRead ? EpollIoOps.EPOLLIN : EpollIoOps.NONE;
            registration.submit(wantsWrite ? ops.with(EpollIoOps.EPOLLOUT) : ops);
        }
    }
}
