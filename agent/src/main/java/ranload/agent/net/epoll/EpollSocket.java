package ranload.agent.net.epoll;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import ranload.agent.net.LoadSocket;

/** A socket's readiness as epoll tells it. Confined to its event loop. */
abstract class EpollSocket implements LoadSocket, EpollIoHandle {
    private static final EpollIoOps READ_AND_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

    /**
     * Neither: an error is still told, once (EPOLLONESHOT). Netty 4.2.18 takes a descriptor without any interest out of
     * epoll and then fails to change what is no longer there, so that it could never be read again.
     */
    private static final EpollIoOps NEITHER = EpollIoOps.valueOf(1 << 30);

    private final Socket descriptor;
    private Listener listener;
    private IoRegistration registration;
    private EpollIoOps wanted = NEITHER;
    private boolean closed;

    EpollSocket(Socket descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public final InetSocketAddress localAddress() {
        return descriptor.localAddress();
    }

    @Override
    public final void register(
            IoEventLoop loop, Listener newListener, Runnable registered, Consumer<Throwable> refused) {
        listener = newListener;
        loop.register(this).addListener(done -> {
            if (!done.isSuccess()) {
                refused.accept(done.cause());
                return;
            }
            registration = (IoRegistration) done.getNow();
            if (closed) {
                registration.cancel();
            } else {
                registration.submit(wanted);
                registered.run();
            }
        });
    }

    @Override
    public final void want(boolean reading, boolean writing) {
        if (reading) {
            wanted = writing ? READ_AND_WRITE : EpollIoOps.EPOLLIN;
        } else {
            wanted = writing ? EpollIoOps.EPOLLOUT : NEITHER;
        }
        if (registration != null && registration.isValid()) {
            registration.submit(wanted);
        }
    }

    @Override
    public final void unregister() {
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public final void shut() {
        if (!closed) {
            closed = true;
            unregister();
            SocketTuning.closeQuietly(descriptor);
        }
    }

    @Override
    public final FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public final void handle(IoRegistration ready, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        boolean writable = ops.contains(EpollIoOps.EPOLLOUT) || ops.contains(EpollIoOps.EPOLLERR);
        listener.ready(!ops.equals(EpollIoOps.EPOLLOUT), writable);
    }

    /** The loop ends. */
    @Override
    public final void close() {
        listener.loopEnds();
    }
}
