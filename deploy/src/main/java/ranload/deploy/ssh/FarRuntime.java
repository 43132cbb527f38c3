package ranload.deploy.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java runtime for servers that have none, as it travels: a list of its files, one a line as {@code sha256 octets mode
 * path}, then their contents in the same order. The SHA-256 of the list stands for all of it. Two runtimes of the same
 * files are the same, whenever they were made: archives of classes, which differ each time, are made where they are used.
 *
 * @param folder where it is here
 * @param paths its files, sorted, relative to that
 * @param list the list, with a line feed after each line
 * @param octets list and files together
 */
record FarRuntime(Path folder, List<Path> paths, String list, long octets) implements Cargo {
    /** Whose header tells what machine all of it is for. */
    static final String PROGRAM = "bin/java";

    private static final String LICENCES = "legal";
    private static final String CLASS_ARCHIVE = ".jsa";

    /**
     * Reads all of it, each time: a build may have replaced it.
     *
     * @throws SshTrouble when it is not there
     */
    static FarRuntime of(Path folder) throws SshTrouble {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> paths = all.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(FarRuntime::isNeeded)
                    .sorted()
                    .toList();
            String list = paths.stream().map(path -> line(folder, path)).collect(Collectors.joining());
            long octets = list.length();
            for (Path path : paths) {
                octets += Files.size(folder.resolve(path));
            }
            return new FarRuntime(folder, paths, list, octets);
        } catch (IOException | UncheckedIOException e) {
            throw new SshTrouble("no_runtime", "nor one to send, which should be in " + folder, "");
        }
    }

    /** Of the list. */
    String sha256() {
        return Sha256.of(list.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String step() {
        return "Java upload";
    }

    /** One file at a time is open. */
    @Override
    @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing but an Enumeration
    public InputStream open() {
        InputStream head = new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
        Iterator<InputStream> parts = Stream.concat(
                        Stream.of(head), paths.stream().map(this::contents))
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return parts.next();
            }
        });
    }

    private InputStream contents(Path path) {
        try {
            return Files.newInputStream(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNeeded(Path path) {
        return !path.startsWith(LICENCES) && !path.toString().endsWith(CLASS_ARCHIVE);
    }

    private static String line(Path folder, Path path) {
        Path file = folder.resolve(path);
        try {
            String mode = Files.isExecutable(file) ? "700" : "600";
            return Sha256.of(file) + " " + Files.size(file) + " " + mode + " " + path + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
