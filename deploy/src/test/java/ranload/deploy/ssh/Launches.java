package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import ranload.deploy.EchoAgents;
import ranload.session.Failure;
import ranload.session.FailureException;

/** Starting an echo agent over SSH, whose jar is kept in a folder. */
final class Launches {
    private Launches() {}

    static SshLauncher launcher(SshTarget target, Path folder) {
        try {
            return new SshLauncher(target, EchoAgents.jar(folder, 0), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and ends it again. */
    static void launch(SshTarget target, Path folder) {
        launcher(target, folder).launch(EchoAgents.settings("echo")).close();
    }

    /** Why it does not start. */
    static Failure failureOf(SshTarget target, Path folder) {
        SshLauncher launcher = launcher(target, folder);
        return catchThrowableOfType(FailureException.class, () -> launcher.launch(EchoAgents.settings("echo")))
                .failure();
    }
}
