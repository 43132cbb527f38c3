package ranload.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import ranload.session.FailureException;

/** Any file is a configuration or is refused with the file's name. */
class ConfigFuzzTest {
    private static final String SOUND = """
            database_path: data/x.sqlite
            servers:
              lab: {hostname: 192.0.2.1, ssh_port: 2022, username: load, limits: {max_mbps: 5}}
            http: {host: 127.0.0.1, port: 0, insecure: false}
            limits: {max_mbps: 1, max_seconds: 2, max_sessions: 3, agent: {max_octets_per_day: 4}}
            """;

    private static Path file;

    @BeforeContainer
    static void makeAFile() throws IOException {
        file = Files.createTempFile("ranload-config", ".yaml");
    }

    @AfterContainer
    static void removeIt() throws IOException {
        Files.delete(file);
    }

    @Property
    void readsAFileThatWasDamagedOrRefusesIt(@ForAll @Size(max = 8) List<Integer> changes) throws IOException {
        byte[] octets = SOUND.getBytes(StandardCharsets.UTF_8);
        for (int change : changes) {
            octets[(change >>> 8) % octets.length] = (byte) change;
        }
        load(octets);
    }

    @Property
    void readsAnyOctetsOrRefusesThem(@ForAll byte[] octets) throws IOException {
        load(octets);
    }

    private static void load(byte[] octets) throws IOException {
        Files.write(file, octets);
        try {
            assertThat(ConfigFile.load(file, Path.of("/home/op")).http().port()).isBetween(0, 65_535);
        } catch (FailureException e) {
            assertThat(e.failure().code()).isIn("config_invalid", "config_unreadable");
            assertThat(e.failure().message()).contains(file.toString());
        }
    }
}
