package ranload.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.lab.Lab;
import ranload.session.Failure;
import ranload.session.FailureException;

class ConfigEditTest {
    private static final Path HOME = Path.of("/home/op");
    private static final String FINGERPRINT = "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
    private static final EnvironmentConfig OFFICE = new EnvironmentConfig(
            "192.0.2.7", 22, "ubuntu", null, FINGERPRINT, null, EnvironmentConfig.VIA_NIC, null, null, null, null);

    @TempDir
    private Path folder;

    @Test
    void makesAFileWhereThereIsNone() throws IOException {
        ConfigEdit edit = new ConfigEdit(folder.resolve("new/controller.yaml"), HOME);

        edit.add("office", OFFICE);

        assertThat(edit.file()).hasContent("""
                servers:
                  office:
                    hostname: "192.0.2.7"
                    username: ubuntu
                    host_key: %s
                """.formatted(FINGERPRINT));
        assertThat(edit.current().servers()).containsOnlyKeys("office").containsEntry("office", OFFICE);
    }

    @Test
    void appendsAnEnvironmentAndLeavesEveryOtherOctet() throws IOException {
        String begin = """
                # ours
                servers:   # far ends

                   lab: {hostname: h, username: u,
                         ssh_port: 2022}
                   depot:
                      hostname:   "h"   # the old one
                      username: u
                      #java: /opt/java
                """;
        String end = """

                # how we are reached
                http: {port: 0}
                """;
        ConfigEdit edit = edit(begin + end);

        edit.add("office", OFFICE);

        assertThat(edit.file()).hasContent(begin + """
                   office:
                     hostname: "192.0.2.7"
                     username: ubuntu
                     host_key: %s
                """.formatted(FINGERPRINT) + end);
        assertThat(edit.current().servers()).containsOnlyKeys("lab", "depot", "office");
    }

    @Test
    void addsToTheConfigurationOfThePackageAndTakesAway() throws IOException {
        String packaged = Files.readString(Lab.project().resolve("deploy/package/controller.yaml"));
        ConfigEdit edit = edit(packaged);

        edit.add("office", OFFICE);
        edit.add("depot", OFFICE);
        assertThat(edit.current().servers()).containsOnlyKeys("office", "depot");
        assertThat(Files.readString(edit.file())).startsWith(packaged.substring(0, packaged.indexOf("servers:")));
        edit.remove("office");
        assertThat(edit.current().servers()).containsOnlyKeys("depot");
        edit.remove("depot");

        assertThat(edit.file()).hasContent(packaged);
    }

    @Test
    void writesAnEnvironmentAsDeepAsTheOneThatIsCommentedOut() throws IOException {
        String text = "servers:\n    #lab:\n      #hostname: h\n";
        ConfigEdit edit = edit(text);

        edit.add("office", OFFICE);

        assertThat(edit.file()).content().startsWith("servers:\n    office:\n      hostname: ");
        edit.remove("office");
        assertThat(edit.file()).hasContent(text);
    }

    @Test
    void writesEverySettingSoThatItIsReadBack() throws IOException {
        EnvironmentConfig full = new EnvironmentConfig(
                "2001:db8::7",
                2022,
                "0x1F",
                Path.of("/home/op/my keys/id: \"one\" # \\"),
                FINGERPRINT,
                "fe80::",
                EnvironmentConfig.VIA_MANAGEMENT,
                "/opt/jdk/bin/java",
                "~/somewhere: else",
                Path.of("/home/op/päss"),
                null);
        ConfigEdit edit = edit("limits: {max_mbps: 7}");

        edit.add("1e3", full);
        edit.add("null", OFFICE);

        assertThat(edit.current().servers()).containsEntry("1e3", full).containsEntry("null", OFFICE);
        assertThat(Files.readString(edit.file())).startsWith("limits: {max_mbps: 7}\nservers:\n  \"1e3\":\n");
        edit.remove("1e3");
        assertThat(edit.current().servers()).containsOnlyKeys("null");
    }

    @Test
    void takesAnEnvironmentAwayWithItsLimitsAndLeavesEveryOtherOctet() throws IOException {
        ConfigEdit edit = edit("""
                servers:
                  # first
                  lab:
                    hostname: h
                    # deep
                    username: u
                    limits: {max_mbps: 5}

                  # second
                  'two words': {hostname: h, username: u}
                limits: {max_sessions: 2}
                """);

        edit.remove("lab");

        assertThat(edit.file()).hasContent("""
                servers:
                  # first

                  # second
                  'two words': {hostname: h, username: u}
                limits: {max_sessions: 2}
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers: {lab: {hostname: h, username: u}}\n",
                "{\"servers\": {\"lab\": {\"hostname\": \"h\", \"username\": \"u\"}}}",
                "servers: &s\n  lab: {hostname: h, username: u}\n",
                "\"servers\":\n  lab: {hostname: h, username: u}\n",
                "---\nlimits: {max_mbps: 7}\n...\n",
            })
    void leavesAFileAloneThatItCannotBeCertainAbout(String text) throws IOException {
        ConfigEdit edit = edit(text);

        Failure failure = failure(() -> edit.add("office", OFFICE));

        assertThat(failure.code()).isEqualTo("config_shape");
        assertThat(failure.message()).contains("  office:\n    hostname: \"192.0.2.7\"\n");
        assertThat(edit.file()).hasContent(text);
        assertThat(files()).containsExactly(edit.file());
    }

    @Test
    void leavesAnEnvironmentThatItDoesNotFindByItsLine() throws IOException {
        ConfigEdit edit = edit("servers: {lab: {hostname: h, username: u}}\n");

        assertThat(failure(() -> edit.remove("lab")).code()).isEqualTo("config_shape");
        assertThat(failure(() -> edit.remove("office")).code()).isEqualTo("not_found");
        assertThat(edit.file()).hasContent("servers: {lab: {hostname: h, username: u}}\n");
    }

    @Test
    void refusesNamesThatAreTakenOrMakeNoSense() throws IOException {
        ConfigEdit edit = edit("servers: {lab: {hostname: h, username: u}}\n");

        assertThat(failure(() -> edit.refuse("lab")).message()).contains("already", "ranload env remove lab");
        assertThat(failure(() -> edit.refuse("loopback")).code()).isEqualTo("environment_exists");
        assertThat(Stream.of("", "-x", "a b", "a:", "$(x)", "x".repeat(65)))
                .allSatisfy(name ->
                        assertThat(failure(() -> edit.refuse(name)).code()).isEqualTo("environment_name"));
        edit.refuse("5G-lab_1.a+b");
    }

    @Test
    void refusesAFileThatIsNoConfiguration() throws IOException {
        ConfigEdit edit = edit("servers:\n  lab: {host_name: h}\n");

        assertThat(failure(() -> edit.add("office", OFFICE)).message()).contains("did you mean hostname?");
        assertThat(failure(() -> new ConfigEdit(folder, HOME).refuse("office")).code())
                .isEqualTo("config_unreadable");
    }

    @Test
    void keepsThePermissionsOfTheFile() throws IOException {
        ConfigEdit edit = edit("");
        Files.setPosixFilePermissions(edit.file(), PosixFilePermissions.fromString("rw-r-----"));

        edit.add("office", OFFICE);

        assertThat(Files.getPosixFilePermissions(edit.file())).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    private ConfigEdit edit(String text) throws IOException {
        return new ConfigEdit(Files.writeString(folder.resolve("controller.yaml"), text), HOME);
    }

    private static Failure failure(ThrowingCallable step) {
        return catchThrowableOfType(FailureException.class, step).failure();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
