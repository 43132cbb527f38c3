package ranload.agent.net.epoll;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import ranload.agent.net.LoadSockets;
import ranload.session.Failure;

/** Socket options that Linux has and Java does not name; numbers are those of the kernel's headers. */
final class SocketTuning {
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_LINGER = 13;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MAX_PACING_RATE = 47;
    private static final int SO_MEMINFO = 55;
    private static final int SO_MEMINFO_WORDS = 9;
    private static final int SOL_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_MTU = 14;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_TCLASS = 67;
    private static final int PMTUDISC_DO = 2;
    private static final int SOL_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int TCP_NOTSENT_LOWAT = 25;
    private static final int TCP_RTO_MAX_MS = 44;
    private static final int LONGEST_RETRY_MILLIS = 5_000;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int IFNAMSIZ = 16;

    private SocketTuning() {}

    /**
     * Ties a socket to a NIC and checks that the kernel took it.
     *
     * @throws ranload.session.FailureException {@code nic_bind_failed} naming the NIC
     */
    static void bindToNic(Socket socket, String nic) {
        byte[] name = nic.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length >= IFNAMSIZ) {
            throw nicBindFailed(nic, "its name has not 1 to " + (IFNAMSIZ - 1) + " octets");
        }
        ByteBuffer asked = ByteBuffer.allocateDirect(IFNAMSIZ).put(name).position(0);
        ByteBuffer got = ByteBuffer.allocateDirect(IFNAMSIZ);
        try {
            setRaw(socket, SOL_SOCKET, SO_BINDTODEVICE, asked);
            getRaw(socket, SOL_SOCKET, SO_BINDTODEVICE, got);
        } catch (IOException e) {
            throw nicBindFailed(nic, e.getMessage());
        }
        for (int i = 0; i <= name.length; i++) {
            if (got.get(i) != asked.get(i)) {
                throw nicBindFailed(nic, "the kernel reports another device");
            }
        }
    }

    private static RuntimeException nicBindFailed(String nic, String why) {
        return new Failure(
                        "nic_bind_failed",
                        "cannot bind a socket to NIC '" + nic + "': " + why
                                + "; check the name, and that the agent has CAP_NET_RAW",
                        "interface")
                .asException();
    }

    /** Sets the TOS octet or traffic class of all that the socket will send, handshakes included. */
    static void setTos(Socket socket, boolean ipv6, int tos) throws IOException {
        if (ipv6) {
            setInt(socket, SOL_IPV6, IPV6_TCLASS, tos);
        } else {
            setInt(socket, SOL_IP, IP_TOS, tos);
        }
    }

    /** The TOS octet or traffic class that the socket sends with. */
    static int tos(Socket socket, boolean ipv6) throws IOException {
        return ipv6 ? getInt(socket, SOL_IPV6, IPV6_TCLASS) : getInt(socket, SOL_IP, IP_TOS);
    }

    /** Refuses to fragment: a datagram above the path MTU fails with EMSGSIZE, on the way it is dropped. */
    static void forbidFragments(Socket socket, boolean ipv6) throws IOException {
        if (ipv6) {
            setInt(socket, SOL_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO);
        } else {
            setInt(socket, SOL_IP, IP_MTU_DISCOVER, PMTUDISC_DO);
        }
    }

    /** Path MTU of a connected socket in octets of the IP packet, 0 when unknown. */
    static int pathMtu(Socket socket, boolean ipv6) {
        try {
            return ipv6 ? getInt(socket, SOL_IPV6, IPV6_MTU) : getInt(socket, SOL_IP, IP_MTU);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Keeps IPv4 off an IPv6 socket, so that both families can have the same port. */
    static void onlyIpv6(Socket socket) throws IOException {
        setInt(socket, SOL_IPV6, IPV6_V6ONLY, 1);
    }

    /** Asks for the largest receive buffer allowed and returns what the kernel granted, in octets. */
    static int largestReceiveBuffer(Socket socket) throws IOException {
        receiveRoom(socket, LoadSockets.WANTED_BUFFER_OCTETS);
        return receiveBuffer(socket);
    }

    /** Asks for a receive buffer of this many octets; the kernel does not change it by itself any more. */
    static void receiveRoom(Socket socket, int octets) throws IOException {
        try {
            setInt(socket, SOL_SOCKET, SO_RCVBUFFORCE, octets);
        } catch (IOException needsNetAdmin) {
            setInt(socket, SOL_SOCKET, SO_RCVBUF, octets);
        }
    }

    /** The receive buffer that the kernel granted, in octets. */
    static int receiveBuffer(Socket socket) throws IOException {
        // The kernel reports twice what it grants, to allow for its own bookkeeping.
        return getInt(socket, SOL_SOCKET, SO_RCVBUF) / 2;
    }

    /** Asks for a send buffer of this many octets. */
    static void sendBuffer(Socket socket, int octets) throws IOException {
        try {
            setInt(socket, SOL_SOCKET, SO_SNDBUFFORCE, octets);
        } catch (IOException needsNetAdmin) {
            setInt(socket, SOL_SOCKET, SO_SNDBUF, octets);
        }
    }

    /** Lets the kernel cut each larger write into datagrams of this size; false when it cannot. */
    static boolean segmentSends(Socket socket, int datagramOctets) {
        return trySet(socket, UDP_SEGMENT, datagramOctets);
    }

    /** Lets the kernel hand over several equal datagrams in one read; false when it cannot. */
    static boolean coalesceReceives(Socket socket) {
        return trySet(socket, UDP_GRO, 1);
    }

    private static boolean trySet(Socket socket, int option, int value) {
        try {
            setInt(socket, SOL_UDP, option, value);
            return true;
        } catch (IOException notInThisKernel) {
            return false;
        }
    }

    /** Caps what TCP puts on the wire, in octets per second; false when the kernel cannot. */
    static boolean maxPacingRate(Socket socket, long octetsPerSecond) {
        ByteBuffer rate = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        rate.putLong(0, octetsPerSecond);
        try {
            setRaw(socket, SOL_SOCKET, SO_MAX_PACING_RATE, rate);
            return true;
        } catch (IOException notInThisKernel) {
            return false;
        }
    }

    /** Closes a TCP connection when sent data stays unacknowledged this long. */
    static void tcpUserTimeout(Socket socket, int millis) throws IOException {
        setInt(socket, SOL_TCP, TCP_USER_TIMEOUT, millis);
    }

    /** Lets a TCP port be used again at once after its last connection, and sends without waiting for more. */
    static void tcpDefaults(Socket socket) throws IOException {
        setInt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
        setInt(socket, SOL_TCP, TCP_NODELAY, 1);
        try {
            // Else a connection stays silent for up to 2 min after the radio is back.
            setInt(socket, SOL_TCP, TCP_RTO_MAX_MS, LONGEST_RETRY_MILLIS);
        } catch (IOException olderThanLinux615) {
            // Then it takes as long as it takes.
        }
    }

    /** Makes closing a TCP socket reset the connection and discard what is not sent yet. */
    static void tcpResetOnClose(Socket socket) throws IOException {
        ByteBuffer linger = ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        setRaw(socket, SOL_SOCKET, SO_LINGER, linger.putInt(0, 1).putInt(Integer.BYTES, 0));
    }

    /** Calls a TCP socket writable only while fewer than this many octets wait unsent. */
    static void tcpUnsentLimit(Socket socket, int octets) throws IOException {
        setInt(socket, SOL_TCP, TCP_NOTSENT_LOWAT, octets);
    }

    /** What waits in a socket's receive buffer, and what found no room there. Confined to one thread: it has a buffer. */
    static final class ReceiveQueue {
        private final ByteBuffer words =
                ByteBuffer.allocateDirect(SO_MEMINFO_WORDS * Integer.BYTES).order(ByteOrder.nativeOrder());

        /** Datagrams dropped since the socket was opened (32 bits, wraps), 0 when the kernel does not tell. */
        int drops(Socket socket) {
            return read(socket) ? word(SO_MEMINFO_WORDS - 1) : 0;
        }

        /** Memory that the kernel holds for what was not read, percent of what it may; 0 when it does not tell. */
        int fillPercent(Socket socket) {
            return read(socket) && word(1) > 0 ? (int) (100L * word(0) / word(1)) : 0;
        }

        private boolean read(Socket socket) {
            try {
                words.clear();
                getRaw(socket, SOL_SOCKET, SO_MEMINFO, words);
                return true;
            } catch (IOException notInThisKernel) {
                return false;
            }
        }

        private int word(int index) {
            return words.getInt(index * Integer.BYTES);
        }
    }

    /** Closes; a failure to close leaves nothing to do. */
    static void closeQuietly(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException nothingLeftToDo) {
            // The descriptor is gone either way.
        }
    }

    /** Netty tells of a refused option by an unchecked exception; here it is a system call's failure like any other. */
    static void setInt(Socket socket, int level, int option, int value) throws IOException {
        try {
            socket.setIntOpt(level, option, value);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static int getInt(Socket socket, int level, int option) throws IOException {
        try {
            return socket.getIntOpt(level, option);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static void setRaw(Socket socket, int level, int option, ByteBuffer value) throws IOException {
        try {
            socket.setRawOpt(level, option, value);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static void getRaw(Socket socket, int level, int option, ByteBuffer value) throws IOException {
        try {
            socket.getRawOpt(level, option, value);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
