package ranload.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Lines of text before the frames. Octet by octet: what follows a line belongs to whoever reads on. */
final class Lines {
    private Lines() {}

    /**
     * One line without its end. Blocks.
     *
     * @throws IOException when the stream ends before the line does, or when the line is longer
     */
    static String read(InputStream in, int maxOctets) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("its output ended");
            }
            if (line.size() == maxOctets) {
                throw new IOException("a line of more than " + maxOctets + " octets");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
