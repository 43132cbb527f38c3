package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import ranload.controller.FaultPoint;
import ranload.controller.LaunchPaths;
import ranload.controller.cli.rest.ScriptedController;
import ranload.deploy.ssh.PassphraseSource;

class RanloadTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-b x -t 5 -e loopback                        | -b: must be Mbit/s above 0, such as 10 or 2.5, or max, got 'x'",
                "-b 0 -t 5 -e loopback                        | -b: must be Mbit/s above 0",
                "-t 5 -e loopback                             | Missing required option: '--bandwidth=MBITS'",
                "-b 5 -e loopback                             | Missing required option: '--time=SECONDS'",
                "-b 5 -t 0 -e loopback                        | -t: must be 1 to 604800, got 0",
                "-b 5 -t 2.5 -e loopback                      | '--time': must be a whole number, got '2.5'",
                "-b 5 -t 5 -e loopback -d x                   | -d: must be u, d or b, got 'x'",
                "-b 5 -t 5 -e loopback -r 70000               | -r: must be 1 to 65535, got 70000",
                "-b 5 -t 5 -e loopback -l 65535 --streams 2   | -l: must be 1 to 65534, got 65535",
                "-b 5 -t 5 -e loopback -T 256                 | -T: must be 0 to 255, got 256",
                "-b 5 -t 5 -e loopback --protocol sctp        | --protocol: must be udp or tcp, got 'sctp'",
                "-b 5 -t 5 -e loopback --streams 0            | --streams: must be 1 to 128, got 0",
                "-b 5 -t 5 -e loopback --datagram-size 9      | --datagram-size: must be 48 to 65000, got 9",
                "-b 5 -t 5 -e loopback --max-burst 50001      | --max-burst: must be 0 to 50000, got 50001",
                "-b 5 -t 5 -e loopback --pacing fast          | --pacing: must be economy, balanced or precise, got 'fast'",
                "-b 5 -t 5 -e loopback --omit 61              | --omit: must be 0 to 60, got 61",
                "-b 5 -t 5                                    | -e: name a far end",
                "-b 5 -t 5 -e office                          | -i: name the interface",
                "-b 5 -t 5 -s 192.0.2.7                       | -i: name the interface",
                "-b 5 -t 5 -s 192.0.2.7 -e office -i eth0     | -s: not together with -e",
                "-b 5 -t 5 -s 12345 -i eth0                   | -s: must be a host name or an IP address, got '12345'",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 -p 0          | -p: must be 1 to 65535, got 0",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 -k /no/key    | -k: cannot read the file /no/key",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 -k /          | -k: / is a folder, name a file",
                "-b 5 -t 5 -e loopback -o /                   | -o: / is a folder, name a file",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 --far-java=   | --far-java: must be a java command, got ''",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 --data-address= | --data-address: must be a host name or an IP address",
                "-b 5 -t 5 -s= -i eth0                        | -s: must be a host name or an IP address, got ''",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 --host-key x  | --host-key: must look like SHA256:2vFq... with 43 characters",
                "-b 5 -t 5 -s 192.0.2.7 -i eth0 --ssh-via x   | --ssh-via: must be nic or management, got x",
                "-b 5 -t 5 -e loopback -k /etc/hostname       | -k: only with -s",
                "-b 5 -t 5 -e loopback --json --csv -         | --json: not together with --csv -",
                "-b 5 -t 5 -e loopback --csv /no/folder/x.csv | --csv: cannot write to /no/folder/x.csv",
                "-b 5 -t 5 -e loopback --token-file /dev/null | --token-file: only with --controller",
                "-b 5 -t 5 -e loopback --config /no/file      | --config: there is no configuration file /no/file",
                "-b 5 -t 5 -e x -i lo --controller ftp://h    | --controller: must be a URL such as",
                "-b 5 -t 5 -e x -i lo --controller http://h -o x.sqlite | -o: not with --controller",
                "-b 5 -t 5 -s h -i lo --controller http://h   | -s: with --controller use -e",
                "-b 5 -t 5 -e loopback --bandwith 7           | Unknown option",
            })
    void answersAWrongFlagWithOneLineThatNamesItAndTheCure(String flags, String complaint) throws IOException {
        int exitCode = execute("startSession " + flags);

        assertThat(err.toString()).contains(complaint);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
        assertThat(exitCode).isEqualTo(2);
        assertThat(filesLeft()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show x                  | must be the number that startSession printed, got 'x'",
                "show 12 -o /no/database | -o: there is no file /no/database",
                "controller --port 70000 | --port: http.port: must be 0 to 65535, got 70000",
                "sessions --config /dev/null | --config: there is no database",
                "doctor                  | ENVIRONMENT: name one far end",
                "doctor loopback -s h    | ENVIRONMENT: name one far end",
                "doctor office           | ENVIRONMENT: no 'office' is configured; there are loopback",
                "doctor -s h -i car:eth0 | -s: not with an agent that dials in",
                "doctor office --config x --controller http://h | --config: not with --controller",
                "doctor office --ca /etc/hostname | --ca: only with --controller",
                "fly                     | Unmatched argument",
                "env                     | name a command: add or remove",
                "env add x               | Missing required parameter: 'USER@HOST[:PORT]'",
                "env add a:b u@192.0.2.7 | a name has up to 64 letters, digits",
                "env add loopback u@192.0.2.7 | loopback is built in",
                "env add x u@h:0         | USER@HOST[:PORT]: a port is 1 to 65535, got 0",
                "env add x u@192.0.2.7   | -k: there is no private key in",
                "env add x u@192.0.2.7 -k /no/key | -k: cannot read the file /no/key; make one with `ssh-keygen -t",
                "env add x u@192.0.2.7 --host-key y | --host-key: must look like SHA256:2vFq...",
                "env add x u@192.0.2.7 --ssh-via y | --ssh-via: must be nic or management, got y",
                "env add x u@192.0.2.7 --config / | cannot read the configuration file /",
            })
    void answersOtherCommandsWrongFlagsAsWell(String command, String complaint) throws IOException {
        int exitCode = execute(command);

        assertThat(err.toString()).contains(complaint);
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void saysHowToStartAControllerWhenNoneAnswers() throws IOException {
        // Port 1 of loopback: nothing listens there, the kernel refuses at once.
        int exitCode = execute("sessions --controller http://127.0.0.1:1");

        assertThat(err.toString()).startsWith("ranload sessions: cannot reach a controller at http://127.0.0.1:1");
        assertThat(exitCode).isEqualTo(3);
    }

    @Test
    void letsTheControllerThatAnAgentDialsLookAtItsNic() throws Exception {
        String steps = """
                [{"name":"agent car","ok":true,"finding":"it answered from pi","cure":""},
                 {"name":"interface","ok":false,"finding":"wwan0 is down","cure":"on pi: ip -br address"}]""";
        try (ScriptedController controller = new ScriptedController(new ScriptedController.Answer(200, steps, false))) {
            int exitCode = execute("doctor office -i car:wwan0 --controller " + controller.url());

            assertThat(controller.requests()).containsExactly("POST /environments/office/doctor?interface=car%3Awwan0");
            assertThat(out.toString())
                    .contains("ok    agent car", "WRONG interface          wwan0 is down", "-> on pi: ip -br address");
            assertThat(exitCode).isEqualTo(ExitCode.FAILED);
        }

        int exitCode = execute("doctor office -i car:wwan0 --controller http://127.0.0.1:1");
        assertThat(err.toString())
                .contains("only the controller that agent car dials can look at car:wwan0: run this on its machine");
        assertThat(exitCode).isEqualTo(ExitCode.NO_CONTROLLER);
    }

    @Test
    void refusesATokenFileThatOthersMayReadWithTheCommandThatMendsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("my-token"), "0123");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        int exitCode = execute("sessions --controller http://127.0.0.1:1 --token-file " + file);

        assertThat(err.toString()).contains("--token-file: " + file + ":", "chmod 600 " + file);
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void takesATokenAwayFromTheFileThatHasIt() throws IOException {
        Path config = folder.resolve("controller.yaml");
        Files.writeString(config, """
                http: {token_file: people}
                agents: {port: 8444, token_file: cars}
                """);
        String token = "token --config " + config;
        assertThat(execute(token + " add me --role operator")).isZero();
        assertThat(execute(token + " add car --role agent")).isZero();
        assertThat(folder.resolve("cars")).content().contains("car");

        assertThat(execute(token + " remove car")).isZero();
        assertThat(folder.resolve("cars")).content().doesNotContain("car");
        out.getBuffer().setLength(0);
        assertThat(execute(token + " list")).isZero();
        assertThat(out.toString()).contains("me").doesNotContain("car");

        assertThat(execute(token + " add me --role agent")).isZero();
        assertThat(execute(token + " remove me")).isEqualTo(2);
        assertThat(err.toString()).contains("--file: is needed", "people", "cars");
    }

    @Test
    @Tag("lab")
    void refusesToWriteRowsThroughALinkOfSomebodyElse() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("rows.csv"), Files.createFile(folder.resolve("precious")));
        Files.setAttribute(link, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);

        int exitCode = execute("startSession -b 5 -t 5 -e loopback --csv " + link);

        assertThat(err.toString()).contains("--csv: does not write to " + link, "another user (65534)");
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void listsEveryPublishedFlagInItsHelp() throws IOException {
        int exitCode = execute("startSession --help");

        assertThat(Stream.of("-b,", "-r,", "-l,", "-t,", "-o,", "-i,", "-s,", "-p,", "-k,", "-u,", "-d,", "-e,", "-T,"))
                .allSatisfy(flag -> assertThat(out.toString()).contains(flag));
        assertThat(exitCode).isZero();
    }

    @Test
    void namesTheTestsOfACheckoutInItsHelp() throws IOException {
        int exitCode = execute("--help");

        assertThat(out.toString()).contains("./ranload test faults", "./ranload test soak");
        assertThat(exitCode).isZero();
    }

    @Test
    void listsTheTestsOfTheBench() throws IOException {
        int exitCode = execute("bench --list");

        assertThat(out.toString()).contains("udp ", "tcp ", "pacing ", "sessions ", "start ", "ingest ");
        assertThat(exitCode).isZero();
    }

    @Test
    void namesTheTestsThatAreThereWhenOneIsNot() throws IOException {
        int exitCode = execute("bench sctp");

        assertThat(err.toString()).contains("'sctp'").contains("udp, tcp, pacing");
        assertThat(exitCode).isEqualTo(2);
    }

    private int execute(String words) throws IOException {
        Host host = new Host(
                new LaunchPaths(
                        Path.of("/no/java"),
                        Path.of("/no/agent.jar"),
                        Path.of("/no/runtime"),
                        List.of(),
                        folder.resolve("home"),
                        new PassphraseSource.None()),
                "me",
                new Terminal(false, false, Terminal.Output.LINES),
                () -> ScratchFolder.in(folder),
                FaultPoint.NONE);
        CommandLine line = Ranload.commandLine(host);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words.strip().split(" +"));
    }

    private List<Path> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
