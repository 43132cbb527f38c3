package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ranload env add} from the ue, against the lab's server, by somebody whose home is empty. */
@Tag("lab")
class AddEnvironmentIT {
    private static final String CONFIG = """
            # ours
            servers:
              depot: {hostname: 192.0.2.1, username: u}   # not there yet
            limits: {max_mbps: 50}
            """;

    private static Lab lab;

    @TempDir
    Path folder;

    private Path config;

    @BeforeAll
    static void makeLab() {
        lab = Lab.up();
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = Files.writeString(folder.resolve("controller.yaml"), CONFIG);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void addsAServerThatHasBeenSeenToWork() throws IOException {
        Finished added = add("office", "--host-key", lab.setting("LAB_HOST_KEY"), "-i", Lab.NIC1)
                .orFail();

        assertThat(added.out()).contains("ok    authentication", "ok    agent start", "added office to " + config);
        assertThat(added.err()).contains(" complete");
        assertThat(config)
                .hasContent(CONFIG.replace(
                        "limits:",
                        "  office:\n    hostname: \"" + lab.setting("LAB_SERVER_IPV4") + "\"\n"
                                + (lab.setting("LAB_SSH_PORT").equals("22")
                                        ? ""
                                        : "    ssh_port: " + lab.setting("LAB_SSH_PORT") + "\n")
                                + "    username: root\n    ssh_key: " + lab.setting("LAB_SSH_KEY")
                                + "\n    host_key: " + lab.setting("LAB_HOST_KEY") + "\nlimits:"));
        assertThat(Files.getPosixFilePermissions(config)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(run("environments", "--config", config.toString()).orFail().out())
                .contains("depot", "office");
        assertThat(run("doctor", "office", "--config", config.toString())
                        .orFail()
                        .out())
                .contains(lab.setting("LAB_HOST_KEY"));

        Finished again = add("office", "--host-key", lab.setting("LAB_HOST_KEY"));
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("an environment office already");

        run("env", "remove", "office", "--config", config.toString()).orFail();
        assertThat(config).hasContent(CONFIG);
    }

    @Test
    void takesNoHostKeyWithoutSomebodysWord() {
        Finished refused = add("office");

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(2);
        assertThat(refused.out()).contains("presents the host key", lab.setting("LAB_HOST_KEY"));
        assertThat(refused.err()).contains("nobody has said", "add --host-key " + lab.setting("LAB_HOST_KEY"));
        assertUntouched();
    }

    @Test
    void takesNoOtherHostKeyThanTheOneNamed() {
        Finished refused = add("office", "--host-key", "SHA256:" + "A".repeat(43));

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.err()).contains(lab.setting("LAB_HOST_KEY"), "SHA256:AAAA");
        assertUntouched();
    }

    @Test
    void asksWhoeverSitsAtTheTerminal() throws IOException {
        Finished declined = atATerminal("no", add(), "--no-test");
        assertThat(declined.exit()).as(declined.toString()).isEqualTo(2);
        assertThat(declined.out()).contains("Are they the same?", "not confirmed; nothing was added");
        assertUntouched();

        Finished added = atATerminal("yes", add(), "--no-test").orFail();
        assertThat(added.out()).contains("added office to " + config);
        assertThat(Files.readString(config)).contains("host_key: " + lab.setting("LAB_HOST_KEY"));
    }

    @Test
    void offersToMakeAKeyAndSaysHowToLetItIn() {
        List<String> keyless = List.of("env", "add", "office", server(), "--config", config.toString());

        Finished refused = atATerminal("yes\\n\\nyes", keyless);

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(4);
        Path key = folder.resolve("home/.ssh/id_ed25519");
        assertThat(refused.out())
                .contains("there is no private key", "ssh-copy-id -i " + key + ".pub")
                .contains("WRONG authentication", "nothing was added");
        assertThat(key).isRegularFile();
        assertThat(folder.resolve("home/.ssh/id_ed25519.pub")).isRegularFile();
        assertUntouched();
    }

    @Test
    void leavesTheConfigurationWhereTheServerRefusesTheKey() {
        Finished refused = run(
                "env",
                "add",
                "office",
                server(),
                "-k",
                lab.setting("LAB_WRONG_KEY"),
                "--host-key",
                lab.setting("LAB_HOST_KEY"),
                "--config",
                config.toString());

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.out()).contains("WRONG authentication").contains("ssh-copy-id");
        assertThat(refused.err()).contains("nothing was added");
        assertUntouched();
    }

    @Test
    void leavesTheConfigurationWhereNoLoadPasses() {
        Finished refused = add("office", "--host-key", lab.setting("LAB_HOST_KEY"), "--data-address", "192.0.2.99");

        assertThat(refused.exit()).as(refused.toString()).isNotZero();
        assertThat(refused.err()).contains("--no-test");
        assertUntouched();
    }

    private void assertUntouched() {
        assertThat(config).hasContent(CONFIG);
        assertThat(folder.toFile().list()).containsOnly("controller.yaml", "home");
    }

    private String server() {
        return lab.setting("LAB_SSH_USER") + "@" + lab.setting("LAB_SERVER_IPV4") + ":" + lab.setting("LAB_SSH_PORT");
    }

    private List<String> add() {
        return List.of(
                "env", "add", "office", server(), "-k", lab.setting("LAB_SSH_KEY"), "--config", config.toString());
    }

    private Finished add(String name, String... flags) {
        List<String> words = new ArrayList<>(add());
        words.set(2, name);
        words.addAll(List.of(flags));
        return run(words.toArray(String[]::new));
    }

    private Finished run(String... words) {
        List<String> command = new ArrayList<>(List.of("env", home(), Program.launcher()));
        command.addAll(List.of(words));
        return lab.run("ue", Program.BOUND, command.toArray(String[]::new));
    }

    /** Types these lines at a terminal of its own. */
    private Finished atATerminal(String lines, List<String> words, String... more) {
        List<String> command = new ArrayList<>(List.of(home(), Program.launcher()));
        command.addAll(words);
        command.addAll(List.of(more));
        String typed = "printf '" + lines + "\\n' | script -qec 'env " + String.join(" ", command) + "' /dev/null";
        return lab.run("ue", Program.BOUND, "sh", "-c", typed);
    }

    /** Java asks the account's entry in /etc/passwd for its home, not the variable. */
    private String home() {
        try {
            Path home = Files.createDirectories(folder.resolve("home"));
            return "JDK_JAVA_OPTIONS=-Duser.home=" + home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
