package ranload.controller.bench.host;

import ranload.session.Failure;

/**
 * What a child process left.
 *
 * @param command what was run, for messages
 * @param exit its exit code; 128 and more when a signal ended it
 * @param out its standard output
 * @param err its standard error
 * @param cpuSeconds user and system time of it and the children it waited for; NaN when unknown
 */
public record Finished(String command, int exit, String out, String err, double cpuSeconds) {
    private static final int SHOWN = 400;

    /**
     * The same.
     *
     * @throws ranload.session.FailureException {@code bench_command_failed} when the exit code is not 0
     */
    public Finished orFail() {
        if (exit != 0) {
            throw failure("exit code " + exit);
        }
        return this;
    }

    /** That this ran in vain. */
    public RuntimeException failure(String why) {
        String said = (err.strip() + " " + out.strip()).strip();
        return Failure.of(
                        "bench_command_failed",
                        command + ": " + why
                                + (said.isEmpty() ? "" : ": " + said.substring(0, Math.min(SHOWN, said.length()))))
                .asException();
    }
}
