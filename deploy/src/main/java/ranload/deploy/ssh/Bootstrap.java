package ranload.deploy.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final Way way;
    private final BootOrder order;
    private final BootTroubles troubles;
    private final Trail trail;

    /** What the script has yet to find there or to get, in its order. */
    private final Deque<Cargo> due = new ArrayDeque<>();

    private boolean compressed;

    Bootstrap(BytePipe pipe, Way way, BootOrder order, Trail trail) {
        this.pipe = pipe;
        this.way = way;
        this.order = order;
        this.troubles = new BootTroubles(pipe.describe(), order.java());
        this.trail = trail;
        due.add(order.jar());
    }

    /** How octets travel to the server. */
    interface Way {
        /** What follows is compressed, where the server takes that, or travels as it is. */
        void compress(boolean wanted) throws IOException;
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
                order.jar().sha256(),
                Long.toString(order.jar().octets()),
                order.java() == null ? "" : order.java(),
                Integer.toString(AgentJvm.OLDEST_JAVA),
                Long.toString(LONGEST_LIFE.toSeconds()),
                String.join(" ", AgentJvm.FLAGS),
                order.directory() == null ? "" : order.directory());
        write(SCRIPT + "#run\n" + parameters + "\n");
    }

    private void take(String line) throws IOException, SshTrouble {
        String[] words = line.split(" ", 5);
        String rest = line.substring(Math.min(line.length(), words[0].length() + 1));
        switch (words[0] + " " + (words.length - 1)) {
            case "java 2", "java 3", "java 4" -> {
                trail.passed("Java " + rest);
                trail.begin("cache folder");
            }
            case "lacking 3", "lacking 4" ->
                sendRuntime(words[1], words[2] + " " + words[3], words.length > 4 ? words[4] : "");
            case "cache 2", "cache 3", "cache 4" -> {
                trail.passed(rest.substring(words[1].length() + 1) + ", " + number(words[1]) / 1024 + " MiB free");
                trail.begin(expected(line).step());
            }
            case "cached 0" -> there(line, "there already");
            case "need 1" -> upload(expected(line), number(words[1]));
            case "stored 0" -> there(line, (expected(line).octets() + MEBI - 1) / MEBI + " MiB uploaded");
            case "archived 0" -> {
                trail.begin("class archive");
                trail.passed("made, for faster starts");
                trail.begin("rights");
            }
            case "rights 3" -> Rights.tell(words[1], words[2], words[3], trail);
            default -> {
                if (!words[0].equals("failed") || words.length < 2) {
                    throw troubles.strange(line);
                }
                throw troubles.of(words[1], rest.substring(words[1].length()).strip());
            }
        }
    }

    private Cargo expected(String line) throws SshTrouble {
        if (due.isEmpty()) {
            throw troubles.strange(line);
        }
        return due.peek();
    }

    private void there(String line, String finding) throws IOException, SshTrouble {
        expected(line);
        due.remove();
        trail.passed(finding);
        trail.begin(due.isEmpty() ? "rights" : due.peek().step());
        if (due.isEmpty() && compressed) {
            way.compress(false);
            compressed = false;
        }
    }

    /** The script has found no Java that will do: it gets one of ours, where one is for its machine. */
    private void sendRuntime(String code, String machine, String found) throws IOException, SshTrouble {
        FarRuntime runtime;
        try {
            runtime = order.runtimes().fitting(machine);
        } catch (SshTrouble none) {
            throw troubles.lacking(code, found, none.finding(), none.cure());
        }
        trail.passed((code.equals("no_java") ? "none there" : "too old there") + ": the one of this program is sent");
        trail.begin("cache folder");
        due.addFirst(runtime);
        write(String.join(
                "\n",
                runtime.sha256(),
                Integer.toString(runtime.list().length()),
                Long.toString(runtime.octets()),
                AgentJvm.REHEARSAL + "\n"));
    }

    /** A runtime shrinks to a third on its way; a jar alone, which is compressed as it is, would not. */
    private void upload(Cargo cargo, long from) throws IOException, SshTrouble {
        if (cargo instanceof FarRuntime && !compressed) {
            way.compress(true);
            compressed = true;
        }
        try (InputStream octets = cargo.open()) {
            octets.skipNBytes(from);
            octets.transferTo(pipe.out());
            pipe.out().flush();
        } catch (IOException e) {
            // The script may have said why it stopped reading, which tells more than the write that failed.
            take(nextLine());
            throw e;
        } catch (UncheckedIOException e) {
            // A file of it has gone, as when the program is built anew: the script still waits, so the way has to
            // close.
            throw e.getCause();
        }
    }

    private void write(String text) throws IOException {
        pipe.out().write(text.getBytes(StandardCharsets.UTF_8));
        pipe.out().flush();
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

    static long number(String digits) {
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
