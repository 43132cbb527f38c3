package ranload.agent.net;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Linux error numbers that the engine tells apart. */
public final class Errno {
    public static final int EIO = 5;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int EMSGSIZE = 90;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    /** The C library's texts, all that exceptions of Java's own have; in another language they are not told apart. */
    private static final Map<String, Integer> TEXTS = Map.of(
            "Permission denied", EACCES,
            "Message too long", EMSGSIZE,
            "Address already in use", EADDRINUSE,
            "Cannot assign requested address", EADDRNOTAVAIL,
            "Connection timed out", ETIMEDOUT,
            "No buffer space available", ENOBUFS);

    /** In the message of a connection that the native calls could not make, which tells its number nowhere else. */
    private static final Pattern NATIVE = Pattern.compile("failed with error\\(-(\\d{1,4})\\)");

    private Errno() {}

    /** The number behind an exception of a system call; 0 when it does not tell. */
    public static int of(IOException failure) {
        if (failure instanceof NativeIoException known) {
            return -known.expectedErr();
        }
        if (failure instanceof NoRouteToHostException) {
            return EHOSTUNREACH;
        }
        if (failure instanceof PortUnreachableException) {
            return ECONNREFUSED;
        }
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        if (failure instanceof ConnectException) {
            Matcher number = NATIVE.matcher(message);
            return number.find() ? Integer.parseInt(number.group(1)) : TEXTS.getOrDefault(message, ECONNREFUSED);
        }
        return TEXTS.getOrDefault(message, 0);
    }
}
