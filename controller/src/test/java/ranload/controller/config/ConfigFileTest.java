package ranload.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.Failure;
import ranload.session.FailureException;

class ConfigFileTest {
    private static final Path HOME = Path.of("/home/op");

    @TempDir
    Path folder;

    @Test
    void readsTheOriginalsServersFile() throws IOException {
        ControllerConfig config = load("""
                {
                    "database_path": "/var/lib/x/ran-load-generator.sqlite",
                    "servers": {
                        "Lab one": {
                            "hostname": "server.example",
                            "ssh_port": "2222",
                            "username": "iperf",
                            "ssh_key": "~/.ssh/id_rsa"
                        }
                    }
                }
                """);

        assertThat(config.databasePath()).isEqualTo(Path.of("/var/lib/x/ran-load-generator.sqlite"));
        assertThat(config.servers())
                .containsOnlyKeys("Lab one")
                .containsEntry(
                        "Lab one",
                        new EnvironmentConfig(
                                "server.example",
                                2222,
                                "iperf",
                                Path.of("/home/op/.ssh/id_rsa"),
                                null,
                                null,
                                "nic",
                                null,
                                null,
                                null,
                                null));
        assertThat(config.http()).isEqualTo(HttpConfig.DEFAULT);
        assertThat(config.limits()).isEqualTo(LimitsConfig.DEFAULT);
    }

    @Test
    void readsEveryKey() throws IOException {
        ControllerConfig config = load("""
                database_path: data/x.sqlite
                servers:
                  lab:
                    hostname: 192.0.2.1
                    ssh_port: 2022
                    username: load
                    ssh_key: keys/id
                    host_key: SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG
                    data_address: 192.0.2.2
                    ssh_via: management
                    java: /opt/jdk/bin/java
                    agent_directory: ~/agents
                    passphrase_file: ~/pass
                    known_hosts: ../hosts
                http:
                  host: 0.0.0.0
                  port: 0
                  tls: {certificate: c.pem, key: k.pem}
                  token_file: token
                  insecure: true
                event_bus: {host: "::1", port: 7000}
                agents: {host: "::", port: 8444, tls: {certificate: a.pem, key: a.key}, token_file: agents}
                limits: {max_mbps: 1, max_seconds: 2, max_sessions: 3}
                """);

        assertThat(config)
                .isEqualTo(new ControllerConfig(
                        folder.resolve("data/x.sqlite"),
                        java.util.Map.of(
                                "lab",
                                new EnvironmentConfig(
                                        "192.0.2.1",
                                        2022,
                                        "load",
                                        folder.resolve("keys/id"),
                                        "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
                                        "192.0.2.2",
                                        "management",
                                        "/opt/jdk/bin/java",
                                        "~/agents",
                                        HOME.resolve("pass"),
                                        folder.getParent().resolve("hosts"))),
                        new HttpConfig(
                                "0.0.0.0",
                                0,
                                null,
                                new HttpConfig.TlsConfig(folder.resolve("c.pem"), folder.resolve("k.pem")),
                                folder.resolve("token"),
                                true),
                        new EventBusConfig("::1", 7000, null),
                        new AgentsConfig(
                                "::",
                                8444,
                                new HttpConfig.TlsConfig(folder.resolve("a.pem"), folder.resolve("a.key")),
                                folder.resolve("agents")),
                        new LimitsConfig(1, 2, 3)));
    }

    @Test
    void takesCertificateAndTokensOfAgentsFromHttpUnlessTheyAreNamed() throws IOException {
        AgentsConfig agents = load("""
                http: {tls: {certificate: c.pem, key: k.pem}, token_file: token}
                agents: {port: 0}
                """).agents();

        assertThat(agents)
                .isEqualTo(new AgentsConfig(
                        "0.0.0.0",
                        0,
                        new HttpConfig.TlsConfig(folder.resolve("c.pem"), folder.resolve("k.pem")),
                        folder.resolve("token")));
        assertThat(load("http: {port: 0}").agents().isOn()).isFalse();
    }

    @Test
    void readsWhatSessionsMayTakeTogether() throws IOException {
        LimitsConfig limits = load("""
                servers:
                  lab: {hostname: h, username: u, limits: {max_sessions: 1, max_seconds: 60}}
                  office: {hostname: h, username: u}
                limits:
                  max_sessions: 9
                  max_total_mbps: 300
                  max_octets_per_day: 5000000000
                  agent: {max_mbps: 200}
                  environment: {max_mbps: 100, max_seconds: 90}
                """).limits();

        assertThat(limits.controller()).isEqualTo(new Quota(300, Integer.MAX_VALUE, 9, 5_000_000_000L));
        assertThat(limits.agent().maxMbps()).isEqualTo(200);
        assertThat(limits.of("lab")).isEqualTo(new Quota(100, 60, 1, Long.MAX_VALUE));
        assertThat(limits.of("office")).isEqualTo(new Quota(100, 90, Integer.MAX_VALUE, Long.MAX_VALUE));
        assertThat(limits.countsOctets()).isTrue();
    }

    @Test
    void namesTheKeyOfALimitThatMakesNoSense() throws IOException {
        assertThat(failure("limits: {environment: {max_mbps: 0}}").message())
                .contains("limits.environment.max_mbps: must be at least 1, got 0");
        assertThat(failure("limits: {max_total_mbps: -1}").message()).contains("limits.max_total_mbps: must be");
        assertThat(failure("servers: {lab: {hostname: h, username: u, limits: {max_session: 1}}}")
                        .message())
                .contains("unknown key servers.lab.limits.max_session; did you mean max_sessions?");
        assertThat(failure("servers: {lab: {hostname: h, username: u, limits: {max_octets_per_day: 0}}}")
                        .message())
                .contains("servers.lab.limits.max_octets_per_day: must be at least 1, got 0");
    }

    @Test
    void takesAnEmptyFileAsAllDefaults() throws IOException {
        assertThat(load("# nothing\n")).isEqualTo(ControllerConfig.defaults(HOME));
        assertThat(load("")).isEqualTo(ControllerConfig.defaults(HOME));
        assertThat(load("http:\n  # port: 1\nservers:\nlimits: ''\n")).isEqualTo(ControllerConfig.defaults(HOME));
    }

    @Test
    void namesTheKeyNearestToAnUnknownOne() throws IOException {
        Failure failure = failure("servers:\n  lab:\n    host_name: x\n");

        assertThat(failure.code()).isEqualTo("config_invalid");
        assertThat(failure.message())
                .contains("controller.yaml: ")
                .contains("unknown key servers.lab.host_name; did you mean hostname?");
        assertThat(failure("databse_path: x\n").message()).contains("did you mean database_path?");
        assertThat(failure("limits: {max_mbit: 1}\n").message()).contains("did you mean max_mbps?");
    }

    @Test
    void refusesWhatMakesNoSenseAndSaysWhere() throws IOException {
        assertThat(failure("servers: {loopback: {hostname: h, username: u}}").message())
                .contains("servers.loopback: this environment is built in");
        assertThat(failure("servers: {lab: {hostname: h}}").message()).contains("servers.lab.username: must be");
        assertThat(failure("servers: {lab: }").message()).contains("servers.lab: needs hostname and username");
        assertThat(failure("servers: {lab: {hostname: h, username: u, ssh_port: 70000}}")
                        .message())
                .contains("servers.lab.ssh_port: must be 1 to 65535, got 70000");
        assertThat(failure("servers: {lab: {hostname: h, username: u, ssh_via: air}}")
                        .message())
                .contains("servers.lab.ssh_via: must be nic or management, got air");
        assertThat(failure("http: {port: high}").message()).contains("line 1").contains("high");
        assertThat(failure("http: {port: 80, socket: s}").message()).contains("either socket, or host and port");
        assertThat(failure("http: {tls: {key: k}}").message()).contains("needs both certificate and key");
        assertThat(failure("limits: {max_sessions: 0}").message())
                .contains("limits.max_sessions: must be at least 1, got 0");
        assertThat(failure("limits: {max_sessions: 1}\nlimits: {max_sessions: 2}")
                        .message())
                .contains("line 2");
        assertThat(failure("- a\n- b\n").code()).isEqualTo("config_invalid");
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Path missing = folder.resolve("none.yaml");

        Failure failure = catchThrowableOfType(FailureException.class, () -> ConfigFile.load(missing, HOME))
                .failure();

        assertThat(failure.code()).isEqualTo("config_unreadable");
        assertThat(failure.message()).contains(missing.toString());
    }

    @Test
    void listsEveryKeyForPeople() {
        List<String> keys = new ArrayList<>();
        collect("", ConfigForm.class, keys);

        assertThat(ConfigKey.ALL).extracting(ConfigKey::name).containsExactlyInAnyOrderElementsOf(keys);
    }

    private static void collect(String prefix, Class<?> form, List<String> keys) {
        for (RecordComponent component : form.getRecordComponents()) {
            String name = prefix + PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
            if (component.getGenericType() instanceof ParameterizedType map) {
                collect(name + ".NAME.", (Class<?>) map.getActualTypeArguments()[1], keys);
            } else if (component.getType().isRecord()) {
                collect(name + ".", component.getType(), keys);
            } else {
                keys.add(name);
            }
        }
    }

    private ControllerConfig load(String text) throws IOException {
        return ConfigFile.load(Files.writeString(folder.resolve("controller.yaml"), text), HOME);
    }

    private Failure failure(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("controller.yaml"), text);
        return catchThrowableOfType(FailureException.class, () -> ConfigFile.load(file, HOME))
                .failure();
    }
}
