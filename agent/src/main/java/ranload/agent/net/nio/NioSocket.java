package ranload.agent.net.nio;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.function.Consumer;
import ranload.agent.net.LoadSocket;

/**
 * A channel's readiness as a selector tells it. Confined to its event loop. A channel that is closed leaves its port only
 * when the loop selects next.
 */
abstract class NioSocket<C extends SelectableChannel & NetworkChannel> implements LoadSocket, NioIoHandle {
    private final C channel;
    private InetSocketAddress localAddress;
    private Listener listener;
    private IoRegistration registration;
    private boolean reading;
    private boolean writing;
    private boolean closed;

    NioSocket(C channel) throws IOException {
        this.channel = channel;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
    }

    /** What the selector is to be asked for when this is wanted now. */
    abstract NioIoOps ops(boolean toRead, boolean toWrite);

    @Override
    public final InetSocketAddress localAddress() {
        try {
            localAddress = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException closedByNow) {
            // It had the one that was known last.
        }
        return localAddress;
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
                submit();
                registered.run();
            }
        });
    }

    @Override
    public final void want(boolean toRead, boolean toWrite) {
        reading = toRead;
        writing = toWrite;
        submit();
    }

    /** Tells the selector what is wanted, in the state that the channel is in. */
    final void submit() {
        if (registration != null && registration.isValid()) {
            registration.submit(ops(reading, writing));
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
            NioSockets.closeQuietly(channel);
        }
    }

    @Override
    public final SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public final void handle(IoRegistration ready, IoEvent event) {
        NioIoOps ops = ((NioIoEvent) event).ops();
        listener.ready(
                ops.contains(NioIoOps.READ_AND_ACCEPT), ops.contains(NioIoOps.WRITE) || ops.contains(NioIoOps.CONNECT));
    }

    /** The loop ends. */
    @Override
    public final void close() {
        listener.loopEnds();
    }
}
