package ranload.controller.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import ranload.controller.cli.rest.ControllerAddress;
import ranload.file.Ownership;

/** The flags that name a controller to talk to. */
final class ControllerFlags {
    /** Where {@code ranload controller} listens unless told otherwise. */
    private static final String USUAL = "http://127.0.0.1:8080";

    /** Where the installed service listens; only root can make its folder, and only its group may enter that. */
    static final Path INSTALLED = Path.of("/run/ran-load-generator/controller.sock");

    @Option(
            names = "--controller",
            paramLabel = "URL",
            description =
                    "The controller to ask, a URL or unix:FILE (default: the installed service where there is one,"
                            + " else http://127.0.0.1:8080; startSession brings one of its own).")
    private String url;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token that it wants.")
    private Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificate authority to trust for https, PEM (default: the system's).")
    private Path authority;

    boolean isNamed() {
        return url != null;
    }

    /** Complains when something is said about a controller and none is named. */
    void refuseUnnamed() {
        if (tokenFile != null || authority != null) {
            throw CommandFailed.usage(tokenFile != null ? "--token-file" : "--ca", "only with --controller");
        }
    }

    /**
     * The controller named, or the usual one.
     *
     * @throws CommandFailed that names the flag at fault
     */
    ControllerAddress address() {
        if (authority != null && !Files.isReadable(authority)) {
            throw CommandFailed.usage("--ca", "cannot read the file " + authority);
        }
        try {
            return url == null && Files.isWritable(INSTALLED)
                    ? ControllerAddress.ofSocket(INSTALLED, token())
                    : ControllerAddress.parse(url == null ? USUAL : url, token(), authority);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage("--controller", e.getMessage());
        }
    }

    private String token() {
        if (tokenFile == null) {
            return null;
        }
        try {
            Optional<String> flaw = Ownership.whyNoSecret(tokenFile);
            if (flaw.isPresent()) {
                throw CommandFailed.usage("--token-file", tokenFile + ": " + flaw.get());
            }
            return Files.readString(tokenFile).strip();
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? "" : ": it " + e.getReason();
            throw CommandFailed.usage("--token-file", "cannot read the file " + tokenFile + why);
        } catch (IOException e) {
            throw CommandFailed.usage("--token-file", "cannot read the file " + tokenFile);
        }
    }
}
