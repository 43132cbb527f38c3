package ranload.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whom files belong to, as far as it decides whether they may be used. Everything here blocks, and follows what is there
 * at the time; who may write to the folder may change it later.
 */
public final class Ownership {
    private static final Path THIS_PROCESS = Path.of("/proc/self/status");

    /** Of the line of user ids in it: real, effective, saved, of file systems (proc(5)). */
    private static final String USER_IDS = "Uid:";

    private static final int EFFECTIVE = 2;
    private static final int ROOT = 0;
    private static final Set<PosixFilePermission> OWNERS_OWN = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private Ownership() {}

    /**
     * Why a file cannot hold a secret of this account, with the command that mends it; empty when it can. Root may use
     * everybody's, as with {@code sudo}.
     *
     * @throws IOException when it cannot be looked at, or when a symbolic link of somebody else leads to it
     */
    public static Optional<String> whyNoSecret(Path file) throws IOException {
        refuseForeignLink(file);
        if (!OWNERS_OWN.containsAll(Files.getPosixFilePermissions(file))) {
            return Optional.of("others than its owner may use it; run: chmod 600 " + file);
        }
        return isTrusted(file) || account() == ROOT ? Optional.empty() : Optional.of(whyForeign(file));
    }

    /** True when everybody on this host may use a file. Keys of a certificate are often shared with a group. */
    public static boolean isOpenToAll(Path file) throws IOException {
        return !Collections.disjoint(Files.getPosixFilePermissions(file), OF_OTHERS);
    }

    /** True when a file, or what a link leads to, belongs to this account or to root. */
    public static boolean isTrusted(Path file) throws IOException {
        return isTrusted(owner(file));
    }

    /** What is wrong with a file that {@link #isTrusted} is not, with the command that mends it. */
    public static String whyForeign(Path file) throws IOException {
        return "belongs to another user (" + owner(file) + "); do this as that user, or run: chown " + account() + " "
                + file;
    }

    /**
     * Refuses a symbolic link that neither this account nor root has made: whoever did may have meant another file than
     * the one that is named.
     *
     * @throws FileSystemException that says so
     */
    public static void refuseForeignLink(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            int owner = owner(file, LinkOption.NOFOLLOW_LINKS);
            if (!isTrusted(owner)) {
                throw new FileSystemException(
                        file.toString(), null, "is a symbolic link that another user (" + owner + ") has made");
            }
        }
    }

    private static boolean isTrusted(int owner) throws IOException {
        return owner == ROOT || owner == account();
    }

    private static int account() throws IOException {
        // Whom the folder /proc/self belongs to would not do: it is root where a program has capabilities of its own.
        for (String line : Files.readAllLines(THIS_PROCESS)) {
            if (line.startsWith(USER_IDS)) {
                return Integer.parseInt(line.split("\\s+", -1)[EFFECTIVE]);
            }
        }
        throw new IOException(THIS_PROCESS + " does not tell the account");
    }

    private static int owner(Path file, LinkOption... options) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", options);
    }
}
