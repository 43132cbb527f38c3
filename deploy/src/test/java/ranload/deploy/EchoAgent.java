package ranload.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The least that is an agent: answers the preamble, then sends back every octet, ends with its input. Its class alone
 * makes a jar, so it knows nothing but the JDK. The controller's id in its settings tells it to misbehave.
 */
public final class EchoAgent {
    /** Runs on after its input has ended. */
    static final String DEAF = "deaf";
    /** Reads nothing after the preamble. */
    static final String STUCK = "stuck";
    /** Says something on its error stream and fails. */
    static final String BROKEN = "broken";
    /** Never answers. */
    static final String MUTE = "mute";

    private EchoAgent() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String settings = readLine(System.in);
        String mood = field(settings, "controller_id");
        System.err.println("echo agent " + ProcessHandle.current().pid());
        if (mood.equals(BROKEN)) {
            System.err.println("cannot open the spool");
            System.exit(3);
        }
        if (mood.equals(MUTE)) {
            new CountDownLatch(1).await();
        }
        OutputStream out = System.out;
        out.write(("ranload-link/1 " + field(settings, "nonce") + "\n").getBytes(StandardCharsets.UTF_8));
        out.write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (!mood.equals(STUCK)) {
            echo(out);
        }
        if (mood.equals(DEAF) || mood.equals(STUCK)) {
            new CountDownLatch(1).await();
        }
    }

    private static void echo(OutputStream out) throws IOException {
        byte[] octets = new byte[8192];
        for (int count = System.in.read(octets); count >= 0; count = System.in.read(octets)) {
            out.write(octets, 0, count);
            out.flush();
        }
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile('"' + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("ended after '" + line + "'");
            }
            line.append((char) octet);
        }
        return line.toString();
    }
}
