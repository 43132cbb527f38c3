package ranload.controller.cli;

import ranload.controller.cli.rest.RestFailure;

/** Ends a command: one line for people and an exit code for scripts. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final int exitCode;

    CommandFailed(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** A wrong or missing flag. */
    static CommandFailed usage(String flag, String cure) {
        return new CommandFailed(ExitCode.USAGE, flag + ": " + cure);
    }

    /** What a controller refused, with its fields named by the flags that set them. */
    static CommandFailed of(RestFailure failure) {
        return of(failure, SessionFlags.flagOf("environment"));
    }

    /** The same where another flag than -e names the far end. */
    static CommandFailed of(RestFailure failure, String environmentFlag) {
        if (failure.faults().isEmpty()) {
            return new CommandFailed(exitCode(failure), failure.getMessage());
        }
        StringBuilder message = new StringBuilder();
        for (RestFailure.FieldFault fault : failure.faults()) {
            message.append(message.isEmpty() ? "" : "; ")
                    .append(fault.field().equals("environment") ? environmentFlag : SessionFlags.flagOf(fault.field()))
                    .append(": ")
                    .append(fault.detail().replaceFirst("^" + fault.field() + ": ", ""));
        }
        return new CommandFailed(exitCode(failure), message.toString());
    }

    private static int exitCode(RestFailure failure) {
        if (!failure.isAnswer()) {
            return ExitCode.NO_CONTROLLER;
        }
        return switch (failure.status()) {
            case UNAUTHORIZED, FORBIDDEN -> ExitCode.NO_CONTROLLER;
            case NOT_FOUND, TOO_MANY -> ExitCode.FAILED;
            default -> failure.status() < SERVER_ERROR ? ExitCode.USAGE : ExitCode.FAILED;
        };
    }

    int exitCode() {
        return exitCode;
    }
}
