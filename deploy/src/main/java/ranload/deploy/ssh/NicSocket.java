package ranload.deploy.ssh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A blocking TCP socket whose packets leave through one NIC (SO_BINDTODEVICE), or as routing has it, and which is heard soon
 * after an outage: both are what the JDK's own cannot do. It has an event loop of its own, since there are few of its kind. Thread-safe as sockets are: one may read, one write, any close.
 */
final class NicSocket extends Socket {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_RTO_MAX_MS = 44;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IFNAMSIZ = 16;
    private static final IntegerUnixChannelOption RTO_MAX_MILLIS =
            new IntegerUnixChannelOption("ranload.rto_max", IPPROTO_TCP, TCP_RTO_MAX_MS);

    /**
     * With the 2 s between renewals, a drop of 6 s stays within the 10 s of a leave to send. Less would only repeat what
     * is still under way on a path whose queues are full.
     */
    private static final int LONGEST_RETRY_MILLIS = 1_500;

    /** As long as a link may be silent. */
    private static final int GIVEN_UP_AFTER_MILLIS = 240_000;

    private static final RawUnixChannelOption BIND_TO_DEVICE =
            new RawUnixChannelOption("ranload.nic", SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);
    private static final int MAX_WRITE_OCTETS = 64 * 1024;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("ssh-nic", true), EpollIoHandler.newFactory());
    private final EpollSocketChannel channel;
    private final ArrivedOctets arrived;
    private volatile boolean connected;
    private volatile boolean closed;

    private NicSocket() {
        this.channel = new EpollSocketChannel();
        this.arrived = new ArrivedOctets(channel::read);
    }

    /**
     * One whose way routing decides; where this system offers no better, the JDK's own.
     *
     * @throws IOException when there are no sockets to be had
     */
    static Socket routed() throws IOException {
        return Epoll.isAvailable() ? opened(NicSocket::begin) : new Socket();
    }

    /**
     * @throws IOException when this system knows no such binding, or there is no such NIC, or this process may not bind
     *     to it; the message says which
     */
    static NicSocket boundTo(NicBinding nic) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("binding to a NIC needs Linux on x86-64 or aarch64");
        }
        return opened(socket -> socket.beginAt(nic));
    }

    /** What makes a socket ready to be connected. */
    private interface Beginning {
        void of(NicSocket socket) throws IOException;
    }

    private static NicSocket opened(Beginning beginning) throws IOException {
        NicSocket socket = new NicSocket();
        try {
            beginning.of(socket);
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void begin() throws IOException {
        awaitSuccess(loop.register(channel));
        retrySoonAfterAnOutage();
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new Arrivals());
    }

    private void beginAt(NicBinding nic) throws IOException {
        begin();
        byte[] name = nic.nicName().getBytes(StandardCharsets.UTF_8);
        ByteBuffer padded = ByteBuffer.allocateDirect(IFNAMSIZ);
        padded.put(0, name);
        channel.config().setOption(BIND_TO_DEVICE, padded);
        ByteBuffer now = channel.config().getOption(BIND_TO_DEVICE);
        byte[] actual = new byte[name.length];
        now.get(now.position(), actual);
        if (!Arrays.equals(name, actual)) {
            throw new IOException(
                    "the system bound the socket to '" + new String(actual, StandardCharsets.UTF_8) + "'");
        }
        if (nic.localAddress() != null) {
            awaitSuccess(channel.bind(new InetSocketAddress(nic.localAddress(), 0)));
        }
    }

    /**
     * Else the time between two attempts doubles up to 2 min, and a link is silent long after its radio is back. Since
     * TCP counts attempts, it would then give up after a minute: the time is said instead.
     */
    private void retrySoonAfterAnOutage() {
        channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, GIVEN_UP_AFTER_MILLIS);
        try {
            channel.config().setOption(RTO_MAX_MILLIS, LONGEST_RETRY_MILLIS);
        } catch (ChannelException olderThanLinux615) {
            // Then it takes as long as it takes.
        }
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis);
        ChannelFuture attempt = channel.connect(endpoint);
        attempt.awaitUninterruptibly();
        if (attempt.cause() instanceof ConnectTimeoutException) {
            throw new SocketTimeoutException("no answer within " + timeoutMillis + " ms");
        }
        awaitSuccess(attempt);
        connected = true;
    }

    @Override
    public InputStream getInputStream() {
        return arrived;
    }

    @Override
    public OutputStream getOutputStream() {
        return new Departing();
    }

    @Override
    public synchronized void close() {
        closed = true;
        var unusedClosing = channel.close();
        arrived.end(new SocketException("Socket closed"));
        var unusedShutdown = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void setSoTimeout(int timeoutMillis) {
        arrived.limitReads(timeoutMillis);
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        channel.config().setTcpNoDelay(on);
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return channel.remoteAddress() == null ? null : channel.remoteAddress().getAddress();
    }

    @Override
    public int getPort() {
        return channel.remoteAddress() == null ? 0 : channel.remoteAddress().getPort();
    }

    @Override
    public InetAddress getLocalAddress() {
        return channel.localAddress() == null ? null : channel.localAddress().getAddress();
    }

    @Override
    public int getLocalPort() {
        return channel.localAddress() == null ? -1 : channel.localAddress().getPort();
    }

    /** Not interruptible; whoever wants it to end closes the socket, and the deadline does. */
    private static void awaitSuccess(ChannelFuture future) throws IOException {
        Throwable cause = future.awaitUninterruptibly().cause();
        if (cause instanceof IOException e) {
            throw e;
        }
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    private final class Departing extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            for (int from = offset; from < offset + length; from += MAX_WRITE_OCTETS) {
                int count = Math.min(MAX_WRITE_OCTETS, offset + length - from);
                awaitSuccess(channel.writeAndFlush(Unpooled.copiedBuffer(octets, from, count)));
            }
        }
    }

    private final class Arrivals extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf octets = (ByteBuf) message;
            try {
                arrived.add(ByteBufUtil.getBytes(octets));
            } finally {
                octets.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (arrived.hasRoom()) {
                context.read();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            arrived.end(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            arrived.end(cause instanceof IOException e ? e : new IOException(cause));
        }
    }
}
