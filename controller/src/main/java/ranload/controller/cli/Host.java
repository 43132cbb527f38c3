package ranload.controller.cli;

import java.nio.file.Path;
import java.util.function.Supplier;
import ranload.controller.FaultPoint;
import ranload.controller.LaunchPaths;

/**
 * What the process was given by its surroundings, so that no command asks for it behind its caller's back.
 *
 * @param launchPaths where the parts of an agent are
 * @param username of whoever runs the process
 * @param terminal what standard error is
 * @param scratch makes the folder for what this process keeps for its own time only; asked for once at most
 * @param faults where a controller in this process is to end
 */
public record Host(
        LaunchPaths launchPaths,
        String username,
        Terminal terminal,
        Supplier<ScratchFolder> scratch,
        FaultPoint faults) {
    /** The folder of whoever runs the process. */
    Path home() {
        return launchPaths.home();
    }
}
