package ranload.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.FarProof;
import ranload.agent.wire.Pdu;
import ranload.agent.wire.SessionKeys;
import ranload.session.SessionId;
import ranload.session.Side;

/** A far end with a will of its own: shakes hands, counts load, and gives consent only when told to. Thread-safe. */
final class FakeFar implements AutoCloseable {
    final AtomicLong load = new AtomicLong();
    final AtomicLong probes = new AtomicLong();
    final AtomicLong ends = new AtomicLong();
    private final DatagramSocket socket;
    private final ControlCodec codec;
    private final FarProof proof = new FarProof(0, peer -> true, new SecureRandom(), System.nanoTime());
    private final ByteBuffer output = ByteBuffer.allocate(65_536);
    private int feedbacks;

    FakeFar(SessionId session, byte[] key) throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        codec = new SessionKeys(session, key).codec(Side.FAR);
        Thread reader = new Thread(this::read, "fake far");
        reader.setDaemon(true);
        reader.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Tells the sender once that the load is wanted, or that it is not. */
    synchronized void consent(boolean wanted) {
        feedbacks++;
        send(new ControlPdu.Feedback(0, ends.get() > 0, !wanted, false, feedbacks, 0, load.get(), 0, -1));
    }

    private void read() {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                socket.receive(packet);
                take(packet);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private synchronized void take(DatagramPacket packet) {
        ByteBuffer buffer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        int length = Pdu.length(buffer, 0, packet.getLength());
        if (length > 0 && Pdu.type(buffer, 0) == Pdu.LOAD) {
            load.incrementAndGet();
            return;
        }
        Optional<ControlPdu> pdu = codec.decode(buffer, 0, length);
        if (pdu.isPresent() && pdu.get() instanceof ControlPdu.Probe) {
            probes.incrementAndGet();
        } else if (pdu.isPresent() && pdu.get() instanceof ControlPdu.End) {
            ends.incrementAndGet();
        } else if (pdu.isPresent()) {
            var source = (InetSocketAddress) packet.getSocketAddress();
            proof.received(pdu.get(), source, System.nanoTime()).ifPresent(reply -> sendTo(reply, source));
        }
    }

    private void send(ControlPdu pdu) {
        sendTo(pdu, proof.peer());
    }

    private void sendTo(ControlPdu pdu, InetSocketAddress peer) {
        try {
            socket.send(new DatagramPacket(output.array(), codec.encode(pdu, output), peer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
