package ranload.controller.cli.manual;

import java.util.Arrays;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What stands for the value of a flag or an argument, where that is no fixed word. */
enum Asked {
    /** Names that the controller knows. */
    ENVIRONMENT,
    /** Interfaces that the controller, or this machine, has. */
    NIC,
    /** A file of this machine. */
    FILE,
    /** Something that nobody can guess. */
    NOTHING;

    static Asked of(ArgSpec argument) {
        String label = argument.paramLabel();
        if (label.equals("ENVIRONMENT")
                || (argument instanceof OptionSpec option
                        && Arrays.asList(option.names()).contains("--environment"))) {
            return ENVIRONMENT;
        }
        return switch (label) {
            case "NIC" -> NIC;
            case "FILE", "FILE|-" -> FILE;
            default -> NOTHING;
        };
    }
}
