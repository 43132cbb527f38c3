package ranload.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/**
 * Gives a file other contents, whole or not at all, also when the machine fails meanwhile: they are written beside it, to
 * the disk itself, and then take its name, its owner and its permissions. Everything here blocks.
 */
public final class Replacement {
    private static final String MODE_OF_NEW = "rw-r--r--";

    private Replacement() {}

    /**
     * Replaces a file, or what a symbolic link leads to.
     *
     * @param before what it holds; null when there is none yet
     * @param after what it is to hold
     * @throws FileSystemException when it holds something else than {@code before} by now, or somebody else has made the
     *     link; the file is untouched, as after every other {@link IOException}
     */
    public static void of(Path file, byte[] before, byte[] after) throws IOException {
        Ownership.refuseForeignLink(file);
        Path real = before == null ? file.toAbsolutePath() : file.toRealPath();
        Path beside = Files.createTempFile(real.getParent(), "." + real.getFileName() + ".", ".new");
        try {
            write(beside, after);
            liken(beside, before == null ? null : real);
            if (!Arrays.equals(Files.readAllBytes(beside), after)) {
                throw new FileSystemException(beside.toString(), null, "holds something else than was written to it");
            }
            if (before == null ? Files.exists(real) : !Arrays.equals(Files.readAllBytes(real), before)) {
                throw new FileSystemException(real.toString(), null, "was changed by somebody else meanwhile");
            }
            Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        try (FileChannel folder = FileChannel.open(real.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void liken(Path file, Path model) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (model == null) {
            view.setPermissions(PosixFilePermissions.fromString(MODE_OF_NEW));
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
        PosixFileAttributes made = view.readAttributes();
        if (!made.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!made.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }
}
