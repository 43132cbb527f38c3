package ranload.agent.net;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Map;

/** Linux error numbers that the engine tells apart. */
public final class Errno {
    public static final int EIO = 5;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int EMSGSIZE = 90;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    /** The C library's texts, all that exceptions of Java's own have; in another language they are not told apart. */
    private static final Map<String, Integer> TEXTS = Map.of(
            "Permission denied", EACCES,
            "Message too long", EMSGSIZE,
            "Address already in use", EADDRINUSE,
            "Cannot assign requested address", EADDRNOTAVAIL,
            "No buffer space available", ENOBUFS);

    private Errno() {}

    /** The number behind an exception of a system call; 0 when it does not tell. */
    public static int of(IOException failure) {
        if (failure instanceof NativeIoException known) {
            return -known.expectedErr();
        }
        if (failure instanceof NoRouteToHostException) {
            return EHOSTUNREACH;
        }
        if (failure instanceof ConnectException || failure instanceof PortUnreachableException) {
            return ECONNREFUSED;
        }
        return failure.getMessage() == null ? 0 : TEXTS.getOrDefault(failure.getMessage(), 0);
    }
}
