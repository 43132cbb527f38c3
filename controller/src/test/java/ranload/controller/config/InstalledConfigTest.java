package ranload.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.lab.Lab;

/** The configuration that the Debian package brings: {@code #key:} is commented out, {@code ##key:} is an alternative. */
class InstalledConfigTest {
    private static final Path HOME = Path.of("/var/lib/ran-load-generator");
    private static final Pattern COMMENTED = Pattern.compile("^( *)#([a-z_]+:.*)$", Pattern.MULTILINE);
    private static final Pattern ALTERNATIVE = Pattern.compile("^( *)##([a-z_]+:.*)$", Pattern.MULTILINE);
    private static final Pattern SOCKET = Pattern.compile("^ *#?socket:.*$", Pattern.MULTILINE);

    /** A default that is written as it is used; others, such as "no limit", are words about a missing key. */
    private static final Pattern LITERAL = Pattern.compile("\\d+(\\.\\d+)*|true|false|nic");

    @TempDir
    Path folder;

    private String text;

    @BeforeEach
    void readTheFile() throws IOException {
        text = Files.readString(Lab.project().resolve("deploy/package/controller.yaml"));
    }

    @Test
    void saysNothingButWhereTheServiceListensAndStores() throws IOException {
        ControllerConfig config = load(text);

        ControllerConfig defaults = ControllerConfig.defaults(HOME);
        Path socket = Path.of("/run/ran-load-generator/controller.sock");
        assertThat(config)
                .isEqualTo(defaults.withDatabasePath(Path.of("/var/lib/ran-load-generator/sessions.sqlite"))
                        .withHttp(new HttpConfig("127.0.0.1", 8080, socket, null, null, false)));
    }

    @Test
    void loadsWithAllThatIsCommentedOut() throws IOException {
        ControllerConfig config = load(uncommented());

        assertThat(config.servers()).containsOnlyKeys("office");
        assertThat(config.http().tls().certificate()).isEqualTo(Path.of("/etc/ran-load-generator/tls.crt"));
        assertThat(config.limits())
                .usingRecursiveComparison()
                .ignoringFields("environments")
                .isEqualTo(LimitsConfig.DEFAULT);
    }

    @Test
    void loadsWithTheAlternativesInThePlaceOfSockets() throws IOException {
        ControllerConfig config = load(alternative());

        assertThat(config.http().socket()).isNull();
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.eventBus()).isEqualTo(new EventBusConfig("127.0.0.1", 7000, null));
    }

    @Test
    void showsEveryKeyThatTheReaderKnows() throws IOException {
        List<String> keys = new ArrayList<>(keys(uncommented()));
        keys.addAll(keys(alternative()));

        assertThat(keys.stream().distinct())
                .containsExactlyInAnyOrderElementsOf(
                        ConfigKey.ALL.stream().map(ConfigKey::name).toList());
    }

    @Test
    void showsEveryDefaultThatCanBeWritten() throws IOException {
        Map<String, String> defaults = ConfigKey.ALL.stream()
                .filter(key -> LITERAL.matcher(key.defaultText()).matches())
                .collect(Collectors.toMap(ConfigKey::name, ConfigKey::defaultText));
        assertThat(defaults).containsKeys("http.port", "limits.max_mbps", "servers.NAME.ssh_via");

        JsonNode tree = tree(uncommented());
        JsonNode other = tree(alternative());

        defaults.forEach((key, expected) ->
                assertThat(List.of(value(tree, key), value(other, key))).as(key).contains(expected));
    }

    private String uncommented() {
        return COMMENTED.matcher(text).replaceAll("$1$2");
    }

    private String alternative() {
        UnaryOperator<String> withoutSockets = whole -> SOCKET.matcher(whole).replaceAll("");
        return COMMENTED
                .matcher(ALTERNATIVE.matcher(withoutSockets.apply(text)).replaceAll("$1$2"))
                .replaceAll("$1$2");
    }

    private ControllerConfig load(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("controller.yaml"), yaml);
        return ConfigFile.load(file, HOME);
    }

    private static JsonNode tree(String yaml) throws IOException {
        return new YAMLMapper().readTree(yaml);
    }

    private static String value(JsonNode tree, String key) {
        return tree.at("/" + key.replace("NAME", "office").replace('.', '/')).asText();
    }

    private static List<String> keys(String yaml) throws IOException {
        List<String> found = new ArrayList<>();
        collect("", tree(yaml), found);
        return found;
    }

    private static void collect(String prefix, JsonNode node, List<String> found) {
        node.properties().forEach(entry -> {
            String key = prefix + (prefix.equals("servers.") ? "NAME" : entry.getKey());
            if (entry.getValue().isObject()) {
                collect(key + ".", entry.getValue(), found);
            } else {
                found.add(key);
            }
        });
    }
}
