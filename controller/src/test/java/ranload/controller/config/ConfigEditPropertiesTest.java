package ranload.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import ranload.session.FailureException;

/** Whatever a configuration looks like, one that is changed has all that it had. */
class ConfigEditPropertiesTest {
    /** Each of them writes to the disk and waits for it. */
    private static final int TRIES = 200;

    private static final Path HOME = Path.of("/home/op");
    private static final EnvironmentConfig NEW = new EnvironmentConfig(
            "new.example", 22, "u", null, null, null, EnvironmentConfig.VIA_NIC, null, null, null, null);

    private static Path file;

    @BeforeContainer
    static void makeAFile() throws IOException {
        file = Files.createTempFile("ranload-config", ".yaml");
    }

    @AfterContainer
    static void removeIt() throws IOException {
        Files.delete(file);
    }

    @Property(tries = TRIES)
    void putsTheNewLinesInOnePlaceAndTakesOutNothingElse(@ForAll("configurations") String text) throws IOException {
        Files.writeString(file, text);
        ConfigEdit edit = new ConfigEdit(file, HOME);
        ControllerConfig before = edit.current();

        edit.add("new", NEW);

        String after = Files.readString(file);
        int same = sharedBeginning(text, after);
        assertThat(after).endsWith(text.substring(same));
        assertThat(edit.current().servers()).containsEntry("new", NEW).containsAllEntriesOf(before.servers());
        assertThat(edit.current().withServers(before.servers())).isEqualTo(before);

        edit.remove("new");

        assertThat(edit.current()).isEqualTo(before);
        boolean complete = text.endsWith("\n") && text.contains("servers:");
        assertThat(Files.readString(file)).satisfies(left -> {
            if (complete) {
                assertThat(left).isEqualTo(text);
            } else {
                assertThat(left).startsWith(text);
            }
        });
    }

    /** Lines in any order: not always a configuration. */
    @Property(tries = TRIES)
    void changesNothingWhereItSaysSo(@ForAll("jumbles") String text) throws IOException {
        Files.writeString(file, text);
        ConfigEdit edit = new ConfigEdit(file, HOME);
        try {
            ControllerConfig before = edit.current();
            edit.add("new", NEW);
            assertThat(edit.current().withServers(before.servers())).isEqualTo(before);
            assertThat(edit.current().servers()).containsEntry("new", NEW);
        } catch (FailureException e) {
            assertThat(e.failure().code()).isIn("config_invalid", "config_shape", "environment_exists");
            assertThat(file).hasContent(text);
        }
    }

    /** How far two texts are the same, in whole lines. */
    private static int sharedBeginning(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at == one.length() ? at : one.lastIndexOf('\n', at - 1) + 1;
    }

    @Provide
    Arbitrary<String> configurations() {
        Arbitrary<List<String>> sections = Arbitraries.of(
                        "limits:\n  max_mbps: 5\n",
                        "# a comment\n",
                        "\n",
                        "http: {port: 0}\n",
                        "database_path: x.sqlite # here\n",
                        "  # indented\n")
                .list()
                .uniqueElements()
                .ofMaxSize(6);
        return Combinators.combine(sections, servers(), Arbitraries.integers().between(0, 6), Arbitraries.of(0, 1, 2))
                .as((others, servers, at, ending) -> {
                    List<String> all = new ArrayList<>(others);
                    all.add(Math.min(at, all.size()), servers);
                    String text = String.join("", all);
                    return switch (ending) {
                        case 0 -> text;
                        case 1 -> text.replace("\n", "\r\n");
                        default -> text.stripTrailing();
                    };
                });
    }

    @Provide
    Arbitrary<String> jumbles() {
        return Arbitraries.of(
                        "servers:",
                        "servers: {}",
                        " a:",
                        "  b:",
                        "  new: {hostname: h, username: u}",
                        "    hostname: h",
                        "    username: u",
                        "    username: |",
                        "      servers:",
                        "    #java: x",
                        "  # c",
                        "---",
                        "...",
                        "",
                        "\t",
                        "limits: {max_mbps: 5}",
                        "limits: {",
                        "}")
                .list()
                .ofMaxSize(9)
                .map(lines -> String.join("\n", lines));
    }

    private static Arbitrary<String> servers() {
        Arbitrary<String> entry = Arbitraries.of(
                "a:\n  hostname: h\n  username: u\n",
                "a:\n  hostname: h\n  # inside\n  username: u\n  #java: x\n\n",
                "a: {hostname: h, username: u}   # short\n",
                "# before\na: {hostname: h,\n  username: u}\n# after\n",
                "a:\n    hostname: >-\n      h\n    username: u\n    limits:\n      max_mbps: 3\n");
        return Combinators.combine(
                        entry.list().ofMaxSize(3),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of("servers:\n", "servers: # ours\n", "servers:\n\n", ""))
                .as((entries, indent, heading) -> {
                    StringBuilder text = new StringBuilder(heading);
                    for (int i = 0; i < (heading.isEmpty() ? 0 : entries.size()); i++) {
                        String named = entries.get(i).replaceFirst("(?m)^a:", "a" + i + ":");
                        text.append(named.replaceAll("(?m)^(?=.)", " ".repeat(indent)));
                    }
                    return text.toString();
                });
    }
}
