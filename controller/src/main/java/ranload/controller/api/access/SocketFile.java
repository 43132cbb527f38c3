package ranload.controller.api.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a Unix domain socket that is listened on. */
public final class SocketFile {
    /** What of a file's mode is its type, and which type is a socket (inode(7)). */
    private static final int TYPE_MASK = 0170000;

    private static final int SOCKET_TYPE = 0140000;

    private SocketFile() {}

    /** Removes the file that an earlier controller left; one that somebody still answers on is kept, and fails. */
    public static Future<Void> free(Vertx vertx, Path socket) {
        return vertx.executeBlocking(() -> {
            if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            int mode = (Integer) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & TYPE_MASK) != SOCKET_TYPE) {
                throw new IOException("there is a file of that name that is no socket");
            }
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                probe.connect(UnixDomainSocketAddress.of(socket));
            } catch (ConnectException nobodyListens) {
                Files.delete(socket);
                return null;
            }
            throw new IOException("another process listens there");
        });
    }

    /** Only the controller's user and group may connect. */
    public static Future<Void> restrict(Vertx vertx, Path socket) {
        return vertx.executeBlocking(() -> {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
            return null;
        });
    }
}
