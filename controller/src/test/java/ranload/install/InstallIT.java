package ranload.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.store.OldDatabase;
import ranload.lab.Finished;
import ranload.lab.Lab;
import ranload.lab.Program;
import ranload.lab.Running;

/**
 * The life of the package on one machine, in the order of an administrator's: installed, used, upgraded, removed, purged.
 * The machine has the distribution's systemd, nginx and sshd, and no network but lo.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallIT {
    private static final String UNIT = "sessionControllerServer.service";
    private static final String AGENT_UNIT = "ran-load-generator-agent.service";
    private static final String SOCKET = "/run/ran-load-generator/controller.sock";
    private static final String DATABASE = "/var/lib/ran-load-generator/sessions.sqlite";
    private static final String SITE = "http://127.0.0.1:8080";
    private static final String PREVIOUS = "0.0.9";
    private static final int STORED_SESSIONS = 1_000;
    private static final Duration PACKING = Duration.ofMinutes(10); // the program may have to be built first
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Path folder;
    private Machine machine;
    private Path tarball;
    private Path previous;
    private Path current;
    private Running lintian;

    @BeforeAll
    void makeAMachineAndTwoPackages(@TempDir Path temporary) throws Exception {
        folder = temporary;
        machine = Machine.in(Files.createTempDirectory("ranload-machine"));
        try (Running making = machine.make()) {
            List<Path> packages = pack();
            tarball = packages.get(0);
            current = packages.get(1);
            lintian =
                    Running.start(List.of("lintian", "--allow-root", "--fail-on", "error,warning", current.toString()));
            previous = pack("--deb-only", "--version", PREVIOUS).get(0);
            machine.boot(making);
        }
    }

    @AfterAll
    void removeTheMachine() {
        machine.close();
    }

    private List<Path> pack(String... flags) {
        String[] always = {"package", "--fast", "--output", folder.toString()};
        List<String> command = Stream.of(List.of(Program.launcher()), List.of(always), List.of(flags))
                .flatMap(List::stream)
                .toList();
        return Running.start(command)
                .await(PACKING)
                .orFail()
                .out()
                .lines()
                .map(Path::of)
                .toList();
    }

    @Test
    @Order(1)
    void isInstalledByOneCommandAndRuns() {
        String deb = machine.bring(previous);

        machine.run("apt-get", "install", "-y", deb).orFail();

        awaitService();
        assertThat(machine.shell("systemctl is-enabled " + UNIT)).isEqualTo("enabled");
        assertThat(machine.shell("ps -o user:20= -p $(systemctl show -P MainPID " + UNIT + ")"))
                .isEqualTo("ran-load-generator");
        assertThat(machine.shell("stat -c '%A %U %G' " + SOCKET))
                .isEqualTo("srw-rw---- ran-load-generator ran-load-generator");
        assertThat(machine.shell("stat -c '%A %U' " + DATABASE)).isEqualTo("-rw------- ran-load-generator");
        assertThat(machine.shell("! command -v java && ranload --version && readlink -f /usr/bin/startSession"))
                .isEqualTo("ranload 0.1.0\n/usr/bin/ranload");
    }

    @Test
    @Order(2)
    void isAPackageWithoutFault() {
        Finished findings = lintian.await(PATIENCE.multipliedBy(2));

        assertThat(findings.out()).as(findings.toString()).isEmpty();
        findings.orFail();
    }

    @Test
    @Order(2)
    void runsFromTheTarballWhereverThatWasUnpacked() throws Exception {
        String program = unpacked("some where").resolve("usr/bin/startSession").toString();

        Finished session = Running.start(List.of(program, "-e", "loopback", "-b", "5", "-t", "1", "--csv", "-"))
                .await(Program.BOUND)
                .orFail();

        assertThat(session.out().lines()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @Order(2)
    void isCopiedFromTheTarballByTheLineOfItsManualBesideAConfigurationThatIsThere() throws Exception {
        Path system = Files.createDirectory(folder.resolve("system"));
        Files.createDirectories(system.resolve("usr/lib"));
        Files.createSymbolicLink(system.resolve("lib"), Path.of("usr/lib"));
        Path configuration = Files.createDirectories(system.resolve("etc/ran-load-generator"))
                .resolve("controller.yaml");
        Files.writeString(configuration, "limits: {}");
        String line = Files.readAllLines(Lab.project().resolve("deploy/package/README.md")).stream()
                .filter(command -> command.startsWith("sudo cp -a usr "))
                .findFirst()
                .orElseThrow()
                .replace("sudo ", "")
                .replace(" / ", " " + system + " ");

        Running.start(List.of("sh", "-ec", "cd " + unpacked("tree") + " && " + line))
                .await(PATIENCE)
                .orFail();

        assertThat(configuration).hasContent("limits: {}");
        assertThat(system.resolve("lib")).isSymbolicLink();
        assertThat(List.of("lib/systemd/system/" + UNIT, "usr/bin/startSession", "etc/logrotate.d/ran-load-generator"))
                .allSatisfy(file -> assertThat(system.resolve(file)).exists());
    }

    private Path unpacked(String name) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        Running.start(List.of("tar", "-xJf", tarball.toString(), "--strip-components=1", "-C", place.toString()))
                .await(PATIENCE)
                .orFail();
        return place;
    }

    @Test
    @Order(3)
    void runsConfinedAndYetCanDoAllThatAnAgentDoes() {
        for (String unit : List.of(UNIT, AGENT_UNIT)) {
            assertThat(machine.run("systemd-analyze", "verify", "--man=no", unit)
                            .orFail()
                            .err())
                    .isEmpty();
            String analysis = machine.shell("systemd-analyze security --offline=true --no-pager " + unit);
            Matcher exposure =
                    Pattern.compile("Overall exposure level for \\S+ ([0-9.]+)").matcher(analysis);
            assertThat(exposure.find()).as(analysis).isTrue();
            assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.0);
        }

        String id = session("duration=2&protocol=udp&direction=b");

        assertThat(details(id)).doesNotContain("rmem_max");
        assertThat(machine.shell("ranload show " + id)).contains("complete");
    }

    @Test
    @Order(4)
    void isServedByNginxOnceItsSiteIsSwitchedOn() {
        machine.shell("adduser --quiet www-data ran-load-generator"
                + " && ln -s ../sites-available/ran-load-generator.nginx.conf /etc/nginx/sites-enabled/"
                + " && nginx -t && systemctl restart nginx");

        assertThat(machine.shell("curl -fsS " + SITE + "/environments")).contains("\"name\":\"loopback\"");
        assertThat(machine.shell("curl -fsS " + SITE + "/")).contains("<html");
        assertThat(status("-H 'Host: stranger.example' " + SITE + "/")).isEqualTo("421");
        assertThat(status("-H 'Origin: http://stranger.example' -d bandwidth=1 " + SITE + "/session/"))
                .isEqualTo("403");
    }

    @Test
    @Order(5)
    void passesLiveEventsOnAsTheyComeBySseAndByWebSocket() {
        try (Running socket = machine.start("bash", "-c", WATCH_BY_WEBSOCKET)) {
            await().atMost(PATIENCE).until(() -> socket.out().contains("101 Switching Protocols"));
            String id = started("duration=600&protocol=udp&direction=d");
            try (Running events = machine.start("curl", "-sN", SITE + "/sessions/" + id + "/live")) {
                await().atMost(PATIENCE).until(() -> events.out().contains("event: row"));
                assertThat(machine.shell("curl -fsS " + SITE + "/sessions/" + id))
                        .contains("\"state\":\"running\"");
                await().atMost(PATIENCE).until(() -> socket.out().contains(id));

                machine.shell("curl -fsS -X DELETE " + SITE + "/sessions/" + id);

                assertThat(events.await(PATIENCE).orFail().out()).contains("\"state\":\"stopped\"");
            }
        }
    }

    /** A client of few means: a frame with a mask of zeros is its own text, and what is no text is shown as such. */
    private static final String WATCH_BY_WEBSOCKET = """
            exec 3<>/dev/tcp/127.0.0.1/8080
            printf 'GET /eventbus/websocket HTTP/1.1\\r\\nHost: 127.0.0.1:8080\\r\\nOrigin: http://127.0.0.1:8080\\r\\n' >&3
            printf 'Connection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\n' >&3
            printf 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n' >&3
            text='{"type":"register","address":"sessions","headers":{}}'
            printf "\\\\x81\\\\x$(printf %x $((128 + ${#text})))\\\\0\\\\0\\\\0\\\\0%s" "$text" >&3
            exec cat -v <&3
            """;

    @Test
    @Order(6)
    void letsAnOrdinaryUserStartSessionsAgainstAnyServerWithSshd() {
        machine.shell("adduser --quiet --disabled-password --gecos '' op && runuser -u op -- sh -c '"
                + "mkdir -m 700 ~/.ssh && ssh-keygen -q -t ed25519 -N \"\" -f ~/.ssh/id_ed25519"
                + " && cp ~/.ssh/id_ed25519.pub ~/.ssh/authorized_keys"
                + " && ssh-keyscan 127.0.0.1 >~/.ssh/known_hosts 2>/dev/null'");
        String java = "/usr/lib/ran-load-generator/runtime/bin/java";

        String rows = machine.shell("runuser -l op -c 'startSession -s 127.0.0.1 -i lo -d b -b 20 -t 2 --csv -"
                + " --far-java " + java + "'");
        String tcp =
                machine.shell("runuser -l op -c 'ranload startSession -e loopback --protocol tcp -b 20 -t 2 --csv -'");

        assertThat(rows.lines()).hasSizeGreaterThanOrEqualTo(1 + 2 * 2);
        assertThat(tcp.lines()).hasSizeGreaterThanOrEqualTo(1 + 2);
        // He is not of the group: no way to the service's socket, and a plain word about it.
        Finished refused = machine.run("runuser", "-l", "op", "-c", "ranload sessions --controller unix:" + SOCKET);
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).contains("cannot reach a controller at unix:" + SOCKET);
    }

    /** As README says, by root at a terminal, who does at the server what the command says. */
    @Test
    @Order(6)
    void addsAServerWhoseKeyIsTheServicesAndThenLoadsIt() {
        String config = "/etc/ran-load-generator/controller.yaml";
        String key = "/var/lib/ran-load-generator/.ssh/id_ed25519";
        machine.shell(
                "adduser --quiet --disabled-password --gecos '' far && runuser -u far -- mkdir -m 700 /home/far/.ssh"
                        + " && ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519"
                        + " && install -o far -m 600 /root/.ssh/id_ed25519.pub /home/far/.ssh/authorized_keys"
                        + " && ssh-keyscan 127.0.0.1 >/root/.ssh/known_hosts 2>/dev/null"
                        + " && chgrp ran-load-generator " + config + " && chmod 640 " + config + " && cp -p " + config
                        + " /root/");

        String said = machine.run("bash", "-c", ADD_AT_A_TERMINAL).orFail().out();

        String hostKey = machine.shell("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | cut -d ' ' -f 2");
        assertThat(said)
                .contains("presents the host key ssh-ed25519 " + hostKey)
                .containsPattern("ok +authentication +logged in as far")
                .contains("receive buffers up to " + machine.shell("cat /proc/sys/net/core/rmem_max") + " octets")
                .containsPattern("session [0-9]{13} complete")
                .contains("added office to " + config);
        assertThat(machine.shell("stat -c '%a %U' " + key)).isEqualTo("600 ran-load-generator");
        assertThat(machine.shell("find /var/lib/ran-load-generator ! -user ran-load-generator"))
                .isEmpty();
        assertThat(machine.shell("stat -c '%a %U %G' " + config)).isEqualTo("640 root ran-load-generator");
        assertThat(machine.shell("diff /root/controller.yaml " + config + " | grep '^[<>]' || true"))
                .isEqualTo("""
                        >   office:
                        >     hostname: "127.0.0.1"
                        >     username: far
                        >     ssh_key: %s
                        >     host_key: %s""".formatted(key, hostKey));

        machine.shell("systemctl restart " + UNIT);
        awaitService();
        Matcher first = Pattern.compile("ranload startSession .*").matcher(said);
        assertThat(first.find()).as(said).isTrue();
        String rows = machine.shell(first.group().strip().replace("-t 10", "-t 2") + " --csv -");

        assertThat(rows.lines()).hasSizeGreaterThanOrEqualTo(1 + 2);
        assertThat(machine.shell("ps -u ran-load-generator -Lo ni=,comm= | grep 'C2 Comp' | sort -u"))
                .as("what compiles gives way, which the unit has to let it")
                .isEqualTo("10 C2 CompilerThre");
        assertThat(machine.shell("ranload env remove office && cmp /root/controller.yaml " + config
                        + " && cp -p /root/controller.yaml " + config + " && rm -r /root/.cache"))
                .isEmpty();
    }

    /** What is answered stands there once it is asked for; the terminal says what was asked. */
    private static final String ADD_AT_A_TERMINAL = """
            shown=$(mktemp)
            {
              echo yes
              for i in {1..600}; do ! grep -q 'Press Enter' "$shown" || break; sleep 0.1; done
              sh -c "$(sed -n 's/^Let it in .* sudo //p' "$shown" | tr -d '\r')"
              echo
              echo yes
            } | script -qefc 'ranload env add office far@127.0.0.1 -i lo' "$shown"
            """;

    /** Here both are on one machine; what the agent's unit may do is the same wherever it runs. */
    @Test
    @Order(7)
    void connectsAnAgentOnceItIsConfiguredAndAgainWheneverItEnds() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        String etc = "/etc/ran-load-generator/";
        String home = "/var/lib/ran-load-generator/";
        String install = "install -o ran-load-generator -m 600 ";
        assertThat(machine.run("systemctl", "is-enabled", AGENT_UNIT).out().strip())
                .isEqualTo("disabled");
        machine.shell("cp -p " + etc + "controller.yaml " + etc + "agent.env /root/"
                + " && " + install + machine.bring(Path.of(certificate.certificatePath())) + " " + etc + "tls.crt"
                + " && " + install + machine.bring(Path.of(certificate.privateKeyPath())) + " " + etc + "tls.key"
                + " && sed -i '/^agents:/,/^# What/ s/^\\( *\\)#\\([a-z_]*:\\)/\\1\\2/' " + etc + "controller.yaml"
                + " && sed -i 's/^CONTROLLER=.*/CONTROLLER=localhost:8444/; s|^TRUST=.*|TRUST=" + etc + "tls.crt|' "
                + etc + "agent.env"
                + " && " + install + "/dev/null " + home + "agent-token"
                + " && runuser -u ran-load-generator -- ranload token add car --role agent --file " + home
                + "agents >" + home + "agent-token"
                + " && systemctl restart " + UNIT + " && systemctl enable --now " + AGENT_UNIT);

        awaitAgent();
        assertThat(completedByBash("startSession -i ca")).isEqualTo("car:lo");
        assertThat(completedByBash("ranload doctor -i car:")).isEqualTo("lo");
        assertThat(completedByZsh("startSession -i ca")).isEqualTo("startSession -i car:lo");
        assertThat(completedByZsh("startSession -i car:l")).isEqualTo("startSession -i car:lo");
        Finished examined = machine.run("ranload", "doctor", "loopback", "-i", "car:lo");
        assertThat(examined.exit()).as(examined.toString()).isEqualTo(4);
        assertThat(examined.out()).contains("ok    agent car", "lo is up, with ", "WRONG environment");
        String first = machine.shell("systemctl show -P MainPID " + AGENT_UNIT);
        machine.shell("systemctl kill -s KILL " + AGENT_UNIT);
        await().atMost(PATIENCE)
                .until(() -> !List.of("0", first).contains(machine.shell("systemctl show -P MainPID " + AGENT_UNIT)));
        awaitAgent();

        machine.shell("systemctl disable --now " + AGENT_UNIT + " && mv /root/controller.yaml /root/agent.env " + etc
                + " && rm " + etc + "tls.crt " + etc + "tls.key && systemctl restart " + UNIT);
        awaitService();
        certificate.delete();
    }

    private void awaitAgent() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        machine.run("curl", "-sS", "--unix-socket", SOCKET, "http://localhost/interfaces")
                                .out())
                .as(() -> machine.shell("journalctl -n 20 --no-pager -u " + AGENT_UNIT + " || true"))
                .contains("\"car:lo\""));
    }

    @ParameterizedTest
    @Order(7)
    @ValueSource(strings = {"man1/ranload.1.gz", "man1/startSession.1.gz", "man5/controller.yaml.5.gz"})
    void hasManPages(String page) {
        Path file = machine.file("/usr/share/man/" + page);

        Finished shown = Running.start(List.of("man", "--warnings", "-E", "UTF-8", "-P", "cat", "-l", file.toString()))
                .await(PATIENCE)
                .orFail();

        assertThat(shown.err()).isEmpty();
        assertThat(shown.out()).contains("NAME").contains("SEE ALSO");
    }

    @ParameterizedTest
    @Order(8)
    @CsvSource(
            delimiter = '|',
            value = {
                "ranload sta                      | startSession",
                "ranload token re                 | remove",
                "ranload stop --t                 | --token-file",
                "startSession --pacing=prec       | precise",
                "startSession -e loop             | loopback",
                "startSession -i l                | lo",
                "ranload doctor loop              | loopback",
                "startSession -k /etc/hostn       | /etc/hostname",
                "startSession -e gone             | ''",
            })
    void completesInBash(String line, String expected) {
        assertThat(completedByBash(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @Order(8)
    @CsvSource(
            delimiter = '|',
            value = {
                "ranload sta                      | ranload startSession",
                "ranload token rem                | ranload token remove",
                "ranload stop --t                 | ranload stop --token-file=",
                "startSession --pacing=prec       | startSession --pacing=precise",
                "startSession -e loop             | startSession -e loopback",
                "startSession -i l                | startSession -i lo",
            })
    void completesInZsh(String line, String expected) {
        assertThat(completedByZsh(line)).isEqualTo(expected);
    }

    private String completedByZsh(String line) {
        return machine.run("zsh", "-fc", COMPLETE_IN_ZSH, "zsh", line)
                .orFail()
                .out()
                .strip();
    }

    /** Types the line and Tab into a shell on a terminal of its own, and tells what stands there then. */
    private static final String COMPLETE_IN_ZSH = """
            zmodload zsh/zpty
            zpty shell zsh -f
            zpty -w shell 'autoload -Uz compinit; compinit -u -D; print -r $#_comps >/tmp/ready.$$'
            zpty -w shell "show() { print -r -- \\$BUFFER >/tmp/shown.$$; mv /tmp/shown.$$ /tmp/line.$$ }; zle -N show"
            zpty -w shell "bindkey '^X' show; bindkey '^I' complete-word"
            zpty -w -n shell "$1"$'\\t'$'\\x18'
            for i in {1..600}; do [[ ! -e /tmp/line.$$ ]] || break; zpty -r -t shell >/dev/null; sleep 0.1; done
            cat /tmp/line.$$
            """;

    @Test
    @Order(9)
    void completesWithoutAWordWhileNoControllerRuns() {
        machine.shell("systemctl stop " + UNIT);

        assertThat(machine.shell("ls " + DATABASE + "*")).isEqualTo(DATABASE + "\n" + DATABASE + ".lock");
        assertThat(completedByBash("startSession -e loop")).isEmpty();
        assertThat(machine.shell("! test -e " + SOCKET + " && ! pgrep -u ran-load-generator && echo none"))
                .isEqualTo("none");
    }

    @Test
    @Order(10)
    void keepsConfigurationAndDatabaseOverAnUpgrade() throws Exception {
        Path old = folder.resolve("sessions.sqlite");
        OldDatabase.write(old, 3, STORED_SESSIONS);
        String brought = machine.bring(old);
        machine.shell("rm -f " + DATABASE + "* && install -o ran-load-generator -m 600 " + brought + " " + DATABASE
                + " && sed -i 's/#max_seconds: 86400/max_seconds: 777/' /etc/ran-load-generator/controller.yaml");
        String before = machine.shell("sha256sum </etc/ran-load-generator/controller.yaml");
        String deb = machine.bring(current);

        machine.run("apt-get", "install", "-y", deb).orFail();

        awaitService();
        assertThat(machine.shell("dpkg-query -W -f '${Version}' ran-load-generator"))
                .isEqualTo("0.1.0");
        assertThat(machine.shell("ranload sessions --limit " + 2 * STORED_SESSIONS
                        + " --json | grep -o '\"session_id\"' | wc -l"))
                .isEqualTo(String.valueOf(STORED_SESSIONS));
        assertThat(machine.shell("sha256sum </etc/ran-load-generator/controller.yaml"))
                .isEqualTo(before);
        assertThat(machine.shell("cmp " + brought + " " + DATABASE + ".layout3 && stat -c %U " + DATABASE + ".layout3"))
                .isEqualTo("ran-load-generator");
        assertThat(status(
                        "-d duration=778&direction=u&bandwidth=1&interface=lo&environment=loopback".replace("&", " -d ")
                                + " " + SITE + "/session/"))
                .startsWith("4");
        assertThat(machine.shell("cat /var/log/ran-load-generator/controller.log"))
                .contains("sessions.sqlite.layout3");
    }

    @Test
    @Order(11)
    void isRestartedByAnUpgradeWhileItRuns() {
        String before = machine.shell("systemctl show -P MainPID " + UNIT);

        machine.run("dpkg", "-i", "/root/" + current.getFileName()).orFail();

        awaitService();
        assertThat(machine.shell("systemctl show -P MainPID " + UNIT)).isNotEqualTo(before);
    }

    @Test
    @Order(12)
    void hasItsLogRotated() {
        machine.run("logrotate", "--force", "/etc/logrotate.d/ran-load-generator")
                .orFail();

        assertThat(machine.shell("cat /var/log/ran-load-generator/controller.log.1"))
                .contains("layout3");
        assertThat(machine.shell("stat -c %s /var/log/ran-load-generator/controller.log"))
                .isEqualTo("0");
    }

    @Test
    @Order(13)
    void admitsWhoHasATokenOfTheFileThatItsAccountKeeps() {
        String tokens = "/var/lib/ran-load-generator/tokens";
        String asService = "runuser -u ran-load-generator -- ranload token ";
        String viewer = machine.shell(asService + "add ci --role viewer --file " + tokens);
        machine.shell("sed -i 's|#token_file: " + tokens + "|token_file: " + tokens
                + "|' /etc/ran-load-generator/controller.yaml && systemctl restart " + UNIT);
        awaitService();

        assertThat(status(SITE + "/sessions")).isEqualTo("401");
        assertThat(status("-H 'Authorization: Bearer " + viewer + "' " + SITE + "/sessions"))
                .isEqualTo("200");
        assertThat(machine.shell(asService + "add ops --role operator --file " + tokens + " >/dev/null && " + asService
                        + "remove ci --file " + tokens + " && " + asService + "list --file " + tokens))
                .isEqualTo("operator  ops");
    }

    @Test
    @Order(14)
    void stopsWhenItIsRemovedAndKeepsWhatIsTheUsers() {
        machine.run("apt-get", "remove", "-y", "ran-load-generator").orFail();

        assertThat(machine.run("systemctl", "is-active", UNIT).out().strip()).isNotEqualTo("active");
        assertThat(machine.shell("! pgrep -u ran-load-generator && ! test -e /usr/lib/ran-load-generator && echo gone"))
                .isEqualTo("gone");
        assertThat(machine.shell("cat /etc/ran-load-generator/controller.yaml")).contains("max_seconds: 777");
        assertThat(machine.shell("stat -c %U " + DATABASE)).isEqualTo("ran-load-generator");
    }

    @Test
    @Order(15)
    void leavesNothingWhenItIsPurged() {
        machine.run("apt-get", "purge", "-y", "ran-load-generator").orFail();

        assertThat(machine.shell("rm -f /root/ran-load-generator*.deb; find / -xdev -not -path '/home/*'"
                        + " \\( -iname '*ranload*' -o -iname '*ran-load*' -o -iname '*sessionController*' -o -nouser \\)"
                        + " -not -path '/proc/*' -not -path '/sys/*'; ls /run | grep ran-load || true"))
                .isEmpty();
        assertThat(machine.shell("getent passwd ran-load-generator; getent group ran-load-generator; nginx -t 2>&1"))
                .startsWith("nginx:")
                .endsWith("is successful");
    }

    /** Starts a session against this machine, through nginx where its site is on. */
    private String started(String form) {
        String fields = ("bandwidth=20&interface=lo&environment=loopback&" + form).replace("&", " -d ");
        String answer =
                machine.shell("curl -fsS --unix-socket " + SOCKET + " -d " + fields + " http://localhost/session/");
        Matcher id = Pattern.compile("\\d{13}").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group();
    }

    /** The same, once it has ended. */
    private String session(String form) {
        String id = started(form);
        await().atMost(PATIENCE).until(() -> details(id).contains("\"state\":\"complete\""));
        return id;
    }

    private String details(String id) {
        return machine.shell("curl -fsS --unix-socket " + SOCKET + " http://localhost/sessions/" + id);
    }

    private String status(String arguments) {
        return machine.shell("curl -s -o /dev/null -w '%{http_code}' " + arguments);
    }

    private String completedByBash(String line) {
        return machine.run("bash", "-c", COMPLETE_IN_BASH, "bash", line)
                .orFail()
                .out()
                .strip();
    }

    /** Splits as readline does at blanks, at colons and at the equals sign. */
    private static final String COMPLETE_IN_BASH = """
            source /usr/share/bash-completion/completions/ranload
            COMP_LINE=$1
            COMP_POINT=${#COMP_LINE}
            COMP_WORDBREAKS=' =:'
            split=${1//=/ = }
            read -ra COMP_WORDS <<<"${split//:/ : }"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _ranload 2>&1
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    private void awaitService() {
        await().atMost(PATIENCE)
                .until(() -> machine.run("curl", "-fsS", "--unix-socket", SOCKET, "http://localhost/health/ready")
                                .exit()
                        == 0);
        assertThat(machine.shell("systemctl is-active " + UNIT)).isEqualTo("active");
    }
}
