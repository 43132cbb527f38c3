package ranload.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import ranload.bus.BusJson;
import ranload.bus.Reply;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * How a connection begins that an agent has opened to its controller: the agent writes one line with its
 * {@link DialHello}, the controller one with a {@link Reply}, which is {@link Reply.Noted} or says why not. From there on
 * it is as any other way to an agent: {@link Preamble}, then frames. Everything here blocks; who calls it bounds the time.
 */
public final class DialIn {
    /** Of a line either way. */
    public static final int MAX_LINE_OCTETS = 1_024;

    private DialIn() {}

    /**
     * The agent's part.
     *
     * @throws IOException when the connection ends before the answer does
     * @throws FailureException what the controller answers when it does not take the agent, or {@code bad_message}
     */
    public static void offer(DialHello hello, InputStream in, OutputStream out) throws IOException {
        Lines.write(out, BusJson.encode(hello));
        Reply answer = BusJson.decode(Lines.read(in, MAX_LINE_OCTETS), Reply.class);
        if (answer instanceof Reply.Failed failed) {
            throw failed.failure().asException();
        }
        if (!(answer instanceof Reply.Noted)) {
            throw Failure.of("bad_message", "the controller answers what is no answer to a hello")
                    .asException();
        }
    }

    /**
     * What the agent says, for the controller.
     *
     * @throws IOException when the connection ends before the line does, or when the line is too long
     * @throws FailureException {@code bad_message}, which may quote what was said
     */
    public static DialHello read(InputStream in) throws IOException {
        return BusJson.decode(Lines.read(in, MAX_LINE_OCTETS), DialHello.class);
    }

    /** The controller takes the agent. */
    public static void admit(OutputStream out) throws IOException {
        Lines.write(out, BusJson.encode(new Reply.Noted()));
    }

    /** The controller does not take the agent. */
    public static void refuse(OutputStream out, Failure why) throws IOException {
        Lines.write(out, BusJson.encode(new Reply.Failed(why)));
    }
}
