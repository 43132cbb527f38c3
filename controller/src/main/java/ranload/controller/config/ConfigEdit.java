package ranload.controller.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import ranload.file.Replacement;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * Adds environments to a configuration file and takes them away. What else is in it stays as it was written, comments
 * included; where that is not certain, the file is left alone. Everything here blocks.
 *
 * @param file need not exist
 * @param home what {@code ~} stands for in it
 */
public record ConfigEdit(Path file, Path home) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");

    /** What YAML takes for a string without quotes, without having to think about it. */
    private static final Pattern PLAIN = Pattern.compile("SHA256:[A-Za-z0-9/+]+|[A-Za-z/][A-Za-z0-9/._+-]*");

    private static final Set<String> NO_STRINGS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    /**
     * What the file says; the defaults where there is none.
     *
     * @throws FailureException {@code config_unreadable} or {@code config_invalid}
     */
    public ControllerConfig current() {
        return Files.exists(file) ? ConfigFile.load(file, home) : ControllerConfig.defaults(home);
    }

    /**
     * Complains where {@link #add} would.
     *
     * @throws FailureException {@code environment_name}, {@code environment_exists}, {@code config_unwritable}, or why the
     *     file cannot be read
     */
    public void refuse(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Failure.of(
                            "environment_name",
                            "a name has up to 64 letters, digits, and . _ + -, and begins with one of the first two; got '"
                                    + name + "'")
                    .asException();
        }
        if (name.equals(ControllerConfig.LOOPBACK)) {
            throw Failure.of("environment_exists", "loopback is built in; use another name")
                    .asException();
        }
        if (current().servers().containsKey(name)) {
            throw Failure.of(
                            "environment_exists",
                            file + " has an environment " + name
                                    + " already; take that one away first with `ranload env" + " remove " + name
                                    + "`, or use another name")
                    .asException();
        }
        Path folder = file.toAbsolutePath().getParent();
        while (!Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
            throw unwritable("this user may not write to it or to its folder");
        }
    }

    /**
     * Adds an environment, the last of all. Its {@code knownHosts} is not written.
     *
     * @throws FailureException as {@link #refuse} does, or {@code config_shape} with the lines to put in by hand
     */
    public void add(String name, EnvironmentConfig environment) {
        refuse(name);
        String before = read();
        ServersText text = new ServersText(before == null ? "" : before);
        List<String> settings = settings(environment);
        String after = text.with(scalar(name), settings);
        if (!changesOnly(servers -> servers.put(name, environment), before, after)) {
            throw Failure.of(
                            "config_shape",
                            "cannot add " + name + " to " + file
                                    + " and be certain about the rest of it; put this there"
                                    + " by hand (in flow style, { }, where the file has that):\n"
                                    + String.join("", text.entry(scalar(name), settings)))
                    .asException();
        }
        replace(before, after);
    }

    /**
     * Takes an environment away, with the comments in its lines.
     *
     * @throws FailureException {@code not_found}, {@code config_unwritable}, {@code config_shape}, or why the file cannot be
     *     read
     */
    public void remove(String name) {
        if (!current().servers().containsKey(name)) {
            throw Failure.of("not_found", "there is no environment " + name + " in " + file)
                    .asException();
        }
        String before = read();
        ServersText text = new ServersText(before);
        String after = text.without(name).or(() -> text.without(quoted(name))).orElse(before);
        if (!changesOnly(servers -> servers.remove(name), before, after)) {
            throw Failure.of(
                            "config_shape",
                            "cannot take " + name + " out of " + file + " and be certain about the rest of it; do it by"
                                    + " hand")
                    .asException();
        }
        replace(before, after);
    }

    /** Whether a text means what it meant before, but for this change; null before: there was none. */
    private boolean changesOnly(Consumer<Map<String, EnvironmentConfig>> change, String before, String after) {
        ControllerConfig then = before == null ? ControllerConfig.defaults(home) : ConfigFile.parse(file, before, home);
        Map<String, EnvironmentConfig> servers = new LinkedHashMap<>(then.servers());
        change.accept(servers);
        try {
            return ConfigFile.parse(file, after, home)
                    .equals(then.withServers(servers).withLimits(then.limits().ofNoneBut(servers.keySet())));
        } catch (FailureException e) {
            return false;
        }
    }

    private static List<String> settings(EnvironmentConfig environment) {
        List<String> settings = new ArrayList<>();
        put(settings, "hostname", environment.hostname());
        if (environment.sshPort() != EnvironmentConfig.DEFAULT_SSH_PORT) {
            settings.add("ssh_port: " + environment.sshPort());
        }
        put(settings, "username", environment.username());
        put(settings, "ssh_key", environment.sshKey());
        put(settings, "agent_directory", environment.agentDirectory());
        put(settings, "passphrase_file", environment.passphraseFile());
        put(settings, "host_key", environment.hostKey());
        put(settings, "data_address", environment.dataAddress());
        put(settings, "ssh_via", environment.sshVia().equals(EnvironmentConfig.VIA_NIC) ? null : environment.sshVia());
        put(settings, "java", environment.java());
        return settings;
    }

    private static void put(List<String> settings, String key, Object value) {
        if (value != null) {
            settings.add(key + ": " + scalar(value.toString()));
        }
    }

    /** Quoted wherever YAML might see something else than a string in it. */
    private static String scalar(String value) {
        return PLAIN.matcher(value).matches() && !NO_STRINGS.contains(value.toLowerCase(Locale.ROOT))
                ? value
                : quoted(value);
    }

    private static String quoted(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    }

    private String read() {
        try {
            return Files.exists(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            throw Failure.of("config_unreadable", "cannot read the configuration file " + file + ": " + e)
                    .asException();
        }
    }

    private void replace(String before, String after) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Replacement.of(file, before == null ? null : before.getBytes(UTF_8), after.getBytes(UTF_8));
        } catch (IOException e) {
            throw unwritable(e.getMessage());
        }
    }

    private FailureException unwritable(String why) {
        return Failure.of(
                        "config_unwritable",
                        "cannot write the configuration file " + file + ": " + why
                                + "; do it as the user whose file it is (sudo for those in /etc), or name another with"
                                + " --config")
                .asException();
    }
}
