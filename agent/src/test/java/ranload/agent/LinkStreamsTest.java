package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinkStreamsTest {
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void tellsTheEndOfWhatComesIn() throws IOException {
        InputStream in = streams(new ByteArrayInputStream(new byte[3])).in();

        assertThat(in.read()).isZero();
        assertThat(in.read(new byte[8])).isEqualTo(2);
        assertThat(ends).hasValue(0);
        assertThat(in.read(new byte[8])).isNegative();
        assertThat(ends).hasValue(1);
    }

    @Test
    void tellsThatWhatComesInCannotBeReadAnyMore() {
        InputStream in = streams(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("Connection reset by peer");
                    }

                    @Override
                    public int read(byte[] octets, int offset, int count) throws IOException {
                        return read();
                    }
                })
                .in();

        assertThatThrownBy(() -> in.read(new byte[8])).isInstanceOf(IOException.class);
        assertThat(ends).hasValue(1);
    }

    private LinkStreams streams(InputStream in) {
        return new LinkStreams(in, OutputStream.nullOutputStream(), () -> {}, ends::incrementAndGet);
    }
}
