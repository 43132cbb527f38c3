package ranload.lab;

import java.util.List;

/**
 * What a command left behind when it had ended.
 *
 * @param command the command as it was started
 * @param exit its exit code
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
public record Finished(List<String> command, int exit, String out, String err) {
    /** This result when the command succeeded; else fails the test with everything that it said. */
    public Finished orFail() {
        if (exit != 0) {
            throw new AssertionError(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nended with " + exit + "\nstdout: " + out + "\nstderr: " + err;
    }
}
