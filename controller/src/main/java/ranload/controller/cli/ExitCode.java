package ranload.controller.cli;

import ranload.session.SessionState;

/** What the process ends with. Published in {@code --help}; scripts rely on it. */
final class ExitCode {
    static final int DONE = 0;
    static final int NOT_AS_PLANNED = 1;
    static final int USAGE = 2;
    static final int NO_CONTROLLER = 3;
    static final int FAILED = 4;
    static final int CANNOT_WRITE = 5;
    static final int FAULT = 70;

    /** A process that a signal ended answers with this plus the signal's number. */
    static final int SIGNAL_BASE = 128;

    private ExitCode() {}

    /** What a command that has seen a session end in this state ends with. */
    static int of(SessionState end) {
        return switch (end) {
            case COMPLETE -> DONE;
            case FAILED -> FAILED;
            default -> NOT_AS_PLANNED;
        };
    }
}
