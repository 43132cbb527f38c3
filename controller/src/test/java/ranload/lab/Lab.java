package ranload.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A lab of {@code deploy/lab/lab}: namespaces ue, nat, path and server. Where it cannot be made (no root, a package
 * missing) the test fails with what the script says. Thread-safe.
 */
public final class Lab implements AutoCloseable {
    public static final String NIC0 = "ue0";
    public static final String NIC1 = "ue1";
    public static final String NIC2 = "ue2";

    private static final Duration SCRIPT_BOUND = Duration.ofSeconds(60);

    private final Map<String, String> settings;

    private Lab(Map<String, String> settings) {
        this.settings = settings;
    }

    /** Makes a lab of its own with three NICs. */
    public static Lab up() {
        return read(script("up").orFail().out());
    }

    /** Makes the lab of this name, or mends it, or finds it made. */
    public static Lab up(String name) {
        return read(script("up", "--prefix", name).orFail().out());
    }

    private static Lab read(String lines) {
        return new Lab(lines.lines().map(l -> l.split("=", 2)).collect(Collectors.toMap(l -> l[0], l -> l[1])));
    }

    /** Runs the script itself; bounded by a minute. */
    public static Finished script(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(project().resolve("deploy/lab/lab").toString()));
        command.addAll(List.of(arguments));
        return Running.start(command).await(SCRIPT_BOUND);
    }

    /** The folder that the project was checked out to. */
    public static Path project() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("deploy/lab/lab"))) {
                return at;
            }
        }
        throw new AssertionError(
                "deploy/lab/lab is in no folder above " + Path.of("").toAbsolutePath());
    }

    public String name() {
        return setting("LAB_NAME");
    }

    /** A setting that the script printed, such as {@code LAB_SSH_KEY}. */
    public String setting(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new AssertionError("the lab has no setting " + key + ", only " + new TreeMap<>(settings));
        }
        return value;
    }

    /** Starts a command in a namespace: ue, nat, path or server. */
    public Running start(String namespace, String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name() + "-" + namespace));
        whole.addAll(List.of(command));
        return Running.start(whole);
    }

    /** Runs a command in a namespace to its end. */
    public Finished run(String namespace, Duration longest, String... command) {
        return start(namespace, command).await(longest);
    }

    /** Runs a sub-command of the script on this lab; it must succeed. */
    public String command(String command, String... arguments) {
        return script(Stream.concat(Stream.of(command, name()), Arrays.stream(arguments))
                        .toArray(String[]::new))
                .orFail()
                .out();
    }

    /** What the NAT has forwarded, by counter: NIC, up or down, ssh or load, such as {@code ue0_up_load}. */
    public Map<String, Count> counts() {
        return command("count")
                .lines()
                .map(line -> line.split(" ", 3))
                .collect(Collectors.toMap(
                        word -> word[0], word -> new Count(Long.parseLong(word[1]), Long.parseLong(word[2]))));
    }

    /** Packets of load that the NAT has forwarded over this NIC, both ways. */
    public long loadPackets(String nic) {
        Map<String, Count> counts = counts();
        return counts.get(nic + "_up_load").packets()
                + counts.get(nic + "_down_load").packets();
    }

    /** Impairs what passes between nat and server until {@link #unimpair}. Options as of the script. */
    public void impair(String... options) {
        command("impair", options);
    }

    /** Ends the impairment and tells what it did: per direction, up and down, a count of each kind. */
    public JsonNode unimpair() {
        return json(command("impair", "off"));
    }

    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** Processes in a namespace. */
    public List<Long> pids(String namespace) {
        return Running.start(List.of("ip", "netns", "pids", name() + "-" + namespace))
                .await(SCRIPT_BOUND)
                .orFail()
                .out()
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    /** Removes the lab. */
    @Override
    public void close() {
        script("down", name()).orFail();
    }
}
