package ranload.deploy.ssh;

import ranload.deploy.AgentJvm;

/** What {@code bootstrap.sh} complains of, as sentences. Immutable. */
final class BootTroubles {
    private static final String ELSEWHERE =
            "name a folder elsewhere as agent_directory of this environment (--agent-directory with -s)";

    private final String at;
    private final String java;

    /**
     * @param at what messages call the server
     * @param java the program that was asked for; null when it was searched for
     */
    BootTroubles(String at, String java) {
        this.at = at;
        this.java = java;
    }

    /** @param detail what the script said after its code, words that depend on that */
    SshTrouble of(String code, String detail) {
        return switch (code) {
            case "no_java", "java_too_old" -> lacking(code, detail, "", "");
            case "no_space" -> noSpace(detail);
            case "cache_not_writable" ->
                new SshTrouble(
                        code,
                        "the agent cannot be stored at " + at + ": " + detail,
                        "make that folder writable for this user, or " + ELSEWHERE);
            case "noexec" ->
                new SshTrouble(
                        code,
                        detail + " at " + at
                                + " is on a file system mounted noexec, where no program runs, and there is"
                                + " no Java elsewhere",
                        ELSEWHERE + ", or " + installJava());
            case "runtime_unusable" ->
                new SshTrouble(
                        code,
                        at + " has no Java and cannot run the one that comes with this program: " + detail,
                        installJava());
            case "no_checksum_tool" ->
                new SshTrouble(
                        code, at + " has nothing to compute a SHA-256 with", "install coreutils or openssl there");
            case "upload_corrupt" ->
                new SshTrouble(
                        code,
                        "what was sent arrived damaged at " + at + ": " + detail,
                        "try again; should it happen again, suspect disk or memory of either machine");
            default -> strange(code + " " + detail);
        };
    }

    /** No answer that the script gives. */
    SshTrouble strange(String line) {
        return new SshTrouble("bootstrap_failed", at + " answered '" + line.strip() + "'", "");
    }

    /**
     * No Java that will do.
     *
     * @param detail what there is instead; empty for nothing
     * @param why none can be sent; empty when none was to be
     * @param change what would change that; empty for nothing
     */
    SshTrouble lacking(String code, String detail, String why, String change) {
        String finding;
        if (code.equals("java_too_old")) {
            finding = "Java at " + at + " is too old, " + AgentJvm.OLDEST_JAVA + " is needed: " + detail.strip();
        } else if (java != null) {
            finding = "no Java at " + at + " by the name " + java;
        } else {
            finding = "no Java at " + at + ": neither on PATH, in JAVA_HOME, /usr/lib/jvm, /opt nor /usr/local";
        }
        return new SshTrouble(
                code,
                why.isEmpty() ? finding : finding + "; " + why,
                (change.isEmpty() ? "" : change + "; or ") + installJava()
                        + ", or name the program as java for this environment");
    }

    private SshTrouble noSpace(String detail) {
        String[] words = detail.split(" ", 3);
        if (words.length < 3) {
            return strange("no_space " + detail);
        }
        return new SshTrouble(
                "no_space",
                words[2] + " at " + at + " has " + Bootstrap.number(words[0]) / 1024 + " MiB free, the agent needs "
                        + Bootstrap.number(words[1]) / 1024,
                "free some space there, or " + ELSEWHERE);
    }

    private static String installJava() {
        return "install Java " + AgentJvm.OLDEST_JAVA + " or newer there (Debian, Ubuntu: apt install"
                + " default-jre-headless; Fedora, RHEL: dnf install java-17-openjdk-headless; Alpine: apk add"
                + " openjdk17-jre-headless)";
    }
}
