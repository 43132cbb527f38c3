package ranload.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The two ways of a blocking socket as streams, one thread for each. Those of {@code java.nio.channels.Channels} will not
 * do: in Java 17 a reader that waits keeps the writer out.
 */
final class SocketStreams {
    private SocketStreams() {}

    static InputStream in(SocketChannel socket) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] octets, int offset, int count) throws IOException {
                return socket.read(ByteBuffer.wrap(octets, offset, count));
            }
        };
    }

    static OutputStream out(SocketChannel socket) {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int count) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(octets, offset, count);
                while (rest.hasRemaining()) {
                    socket.write(rest);
                }
            }
        };
    }
}
