package ranload.deploy.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import ranload.deploy.AgentJvm;
import ranload.link.BytePipe;

/**
 * The dialogue with {@code bootstrap.sh}, which ends with the script having become the agent. The command is a
 * constant; the script and then the parameters, one a line, go to its input, so nothing that a user typed is ever part
 * of a command. Confined to the thread that makes the attempt; whoever bounds it closes the pipe.
 */
final class Bootstrap {
    /**
     * Reads a script up to the line "#run" and becomes it. No quote, line feed or exclamation mark in it, so that every
     * login shell passes it on as it is.
     */
    static final String COMMAND = "exec sh -c 'p=; n=$(printf \"\\n.\"); n=${n%.}; while IFS= read -r l; do"
            + " if [ \"$l\" = \"#run\" ]; then eval \"$p\"; exit; fi; p=$p$l$n; done'";

    /**
     * Kills the process group whose number is its input. Where the login shell stayed in between, that is only a
     * process: it is {@code timeout} then, which passes the signal on and kills in the end.
     */
    static final String KILL_COMMAND = "exec sh -c 'read -r p && { kill -s KILL -- \"-$p\" || kill -s TERM \"$p\"; }'";

    static final String SCRIPT = load();

    private static final String MARK = "ranload-boot/1 ";
    private static final String STARTED = "start ";
    private static final int MAX_LINE_OCTETS = 4 * 1024;
    private static final int MAX_CHATTER_OCTETS = 1024 * 1024;

    /** An agent that does not end with its input ends with this; longer than the longest session, twice. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(15);

    private static final long MEBI = 1024 * 1024;

    private final BytePipe pipe;
    private final AgentJar jar;
    private final String java;
    private final Trail trail;

    /** @param java the program on the server; null when it is to be searched for */
    Bootstrap(BytePipe pipe, AgentJar jar, String java, Trail trail) {
        this.pipe = pipe;
        this.jar = jar;
        this.java = java;
        this.trail = trail;
    }

    /**
     * When it returns, both streams are the agent's.
     *
     * @return the number of its process group there
     */
    long run() throws IOException, SshTrouble {
        trail.begin("java");
        send();
        String line = nextLine();
        while (!line.startsWith(STARTED)) {
            take(line);
            line = nextLine();
        }
        trail.begin("agent start");
        return number(line.substring(STARTED.length()));
    }

    private void send() throws IOException {
        String parameters = String.join(
                "\n",
                jar.sha256(),
                Long.toString(jar.octets()),
                java == null ? "" : java,
                Integer.toString(AgentJvm.OLDEST_JAVA),
                Long.toString(LONGEST_LIFE.toSeconds()),
                String.join(" ", AgentJvm.FLAGS));
        pipe.out().write((SCRIPT + "#run\n" + parameters + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.out().flush();
    }

    private void take(String line) throws IOException, SshTrouble {
        String[] words = line.split(" ", 3);
        boolean whole = words.length >= (words[0].equals("cache") ? 3 : words[0].equals("failed") ? 2 : 1);
        if (!whole) {
            throw strange(line);
        }
        String rest = words.length > 1 ? line.substring(words[0].length() + 1) : "";
        switch (words[0]) {
            case "java" -> {
                trail.passed("Java " + rest);
                trail.begin("cache folder");
            }
            case "cache" -> {
                trail.passed(words[2] + ", " + number(words[1]) / 1024 + " MiB free");
                trail.begin("agent upload");
            }
            case "cached" -> trail.passed("there already");
            case "need" -> upload();
            case "stored" -> trail.passed((jar.octets() + MEBI - 1) / MEBI + " MiB uploaded");
            case "failed" -> throw trouble(words[1], words.length > 2 ? words[2] : "");
            default -> throw strange(line);
        }
    }

    private SshTrouble strange(String line) {
        return new SshTrouble("bootstrap_failed", pipe.describe() + " answered '" + line + "'", "");
    }

    private void upload() throws IOException, SshTrouble {
        try (InputStream octets = jar.open()) {
            octets.transferTo(pipe.out());
            pipe.out().flush();
        } catch (IOException e) {
            // The script may have said why it stopped reading, which tells more than the write that failed.
            take(nextLine());
            throw e;
        }
    }

    private SshTrouble trouble(String code, String detail) {
        String at = pipe.describe();
        return switch (code) {
            case "no_java" -> new SshTrouble(code, noJava(at), cureOfJava());
            case "java_too_old" ->
                new SshTrouble(
                        code,
                        "Java at " + at + " is too old, " + AgentJvm.OLDEST_JAVA + " is needed: " + detail.strip(),
                        cureOfJava());
            case "no_space" -> {
                String[] words = detail.split(" ", 3);
                if (words.length < 3) {
                    yield strange(code + " " + detail);
                }
                yield new SshTrouble(
                        code,
                        words[2] + " at " + at + " has " + number(words[0]) / 1024 + " MiB free, the agent needs "
                                + number(words[1]) / 1024,
                        "free some space there");
            }
            case "cache_not_writable" ->
                new SshTrouble(
                        code,
                        "the agent cannot be stored at " + at + ": " + detail,
                        "make that folder writable for this user, or name another by XDG_CACHE_HOME there");
            case "no_checksum_tool" ->
                new SshTrouble(
                        code, at + " has nothing to compute a SHA-256 with", "install coreutils or openssl there");
            case "upload_corrupt" ->
                new SshTrouble(
                        code,
                        "the agent arrived damaged at " + at + ": SHA-256 " + detail + " instead of " + jar.sha256(),
                        "try again; should it happen again, suspect disk or memory of either machine");
            default -> new SshTrouble("bootstrap_failed", at + " answered '" + code + " " + detail + "'", "");
        };
    }

    private String noJava(String at) {
        return java == null
                ? "no Java at " + at + ": neither on PATH, in JAVA_HOME, /usr/lib/jvm, /opt nor /usr/local"
                : "no Java at " + at + " by the name " + java;
    }

    private static String cureOfJava() {
        return "install Java " + AgentJvm.OLDEST_JAVA + " or newer there (Debian, Ubuntu: apt install"
                + " openjdk-17-jre-headless; Fedora, RHEL: dnf install java-17-openjdk-headless; Alpine: apk add"
                + " openjdk17-jre-headless), or name the program as java for this environment";
    }

    /** The next line of the script's; what a login shell prints is passed over. */
    private String nextLine() throws IOException, SshTrouble {
        int passedOver = 0;
        while (passedOver < MAX_CHATTER_OCTETS) {
            String line = readLine();
            if (line.startsWith(MARK)) {
                return line.substring(MARK.length()).strip();
            }
            passedOver += line.length() + 1;
        }
        throw new SshTrouble(
                "bootstrap_failed",
                "the login shell at " + pipe.describe() + " prints without end",
                "look into its start-up files there");
    }

    /** Octet by octet: what follows the last line belongs to the agent. Nothing in it can steer a terminal. */
    private String readLine() throws IOException, SshTrouble {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = pipe.in().read();
                octet != '\n' && line.size() < MAX_LINE_OCTETS;
                octet = pipe.in().read()) {
            if (octet < 0) {
                throw ended();
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "");
    }

    private SshTrouble ended() {
        pipe.close();
        String said = pipe.diagnostics().strip().replaceAll("\\p{Cntrl}+", " ");
        return new SshTrouble(
                "bootstrap_failed",
                pipe.describe() + " ended the command before the agent ran"
                        + (said.isEmpty() ? "" : ", saying: " + said),
                "the account needs a shell and the right to run commands; `ssh` with the same key shows what it does");
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,15}") ? Long.parseLong(digits) : 0;
    }

    private static String load() {
        try (InputStream script = Bootstrap.class.getResourceAsStream("bootstrap.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
