package ranload.controller.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import ranload.controller.config.ConfigKey;
import ranload.lab.Finished;
import ranload.lab.Running;

/** What shells and man(1) make of these texts is seen where they are installed: InstallIT. */
class ManualTest {
    private final CommandSpec program = ManualMain.commands();

    @Test
    void describesEveryCommandAndEveryFlag() {
        String page = CommandPage.all(program);

        assertThat(page)
                .contains(commands()
                        .map(command -> ".SS \"" + command.qualifiedName())
                        .toList());
        assertThat(page).contains(flags().map(flag -> flag.replace("-", "\\-")).toList());
    }

    @Test
    void describesTheFlagsOfTheCommandThatHasANameOfItsOwn() {
        String page = CommandPage.one(CommandTree.child(program, "startSession"));

        assertThat(page).startsWith(".TH \"STARTSESSION\" 1").contains("\\fB\\-k FILE, \\-\\-ssh\\-key FILE\\fR");
        assertThat(page).contains("ip%nic").doesNotContain("%%").doesNotContain("ranload startSession \\-e");
    }

    @Test
    void describesEveryKeyWithItsDefault() {
        String page = ConfigPage.text();

        for (ConfigKey key : ConfigKey.ALL) {
            assertThat(page).contains("\\fB" + key.name() + "\\fR");
        }
        assertThat(page).contains("Default: 86400.");
    }

    @Test
    void keepsWordsFromBeingTakenForRequests() {
        String page = new Roff("x", 1, "y")
                .line(".so /etc/passwd")
                .line("'s")
                .item("a\\b", "")
                .text();

        assertThat(page).contains("\n\\&.so /etc/passwd\n\\&'s\n").contains("a\\eb");
    }

    @Test
    void completesEveryCommandAndFlagInBash() {
        assertThat(BashCompletion.of(program))
                .contains(commands()
                        .map(command -> command.qualifiedName("/").replaceFirst("^ranload", "") + ") at=")
                        .toList())
                .contains(flags().toList())
                .contains("/startSession:-i | /startSession:--interface) asked=nic ;;")
                .contains("/startSession:-e | /startSession:--environment) asked=environment ;;")
                .contains("/startSession:--pacing) words='economy balanced precise' ;;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"startSession -e ", "startSession -i $", "ranload doctor "})
    void runsNothingInBashThatTheNameOfAControllerSays(String line, @TempDir Path folder) {
        String planted = "touch " + folder.resolve("planted");
        String script = """
                curl() {
                  printf '[{"name":"office"},{"name":"$(%s)"},{"name":"`%s`"},{"name":"a b"}]' "$planted" "$planted"
                }
                COMP_LINE=$1
                COMP_POINT=${#COMP_LINE}
                IFS=' ' read -ra COMP_WORDS <<<"$1."
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_WORDS[COMP_CWORD]=${COMP_WORDS[COMP_CWORD]%.}
                _ranload
                printf '%s\\n' "${COMPREPLY[@]}"
                """;

        Finished shell = Running.start(List.of(
                        "bash",
                        "-c",
                        "planted='" + planted + "'\n" + BashCompletion.of(program) + script,
                        "bash",
                        line))
                .await(Duration.ofSeconds(60))
                .orFail();

        assertThat(folder).isEmptyDirectory();
        assertThat(shell.err()).isEmpty();
        assertThat(shell.out().contains("office")).isEqualTo(!line.endsWith("$"));
        assertThat(shell.out()).doesNotContain("a b");
    }

    /** Splits as readline does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "startSession -i ca              | car:wwan0",
                "startSession -i car             | car:wwan0",
                "startSession -i car:            | wwan0",
                "startSession -i car:ww          | wwan0",
                "startSession --interface=car:ww | wwan0",
                "startSession -i van:            | ''",
                "ranload doctor office -i car:ww | wwan0",
                "ranload doctor --controller unix:/run/x off | office",
            })
    void completesNicsOfOtherMachinesInBash(String line, String expected) {
        String script = """
                curl() { printf '[{"name":"office"},{"name":"car:wwan0"}]'; }
                COMP_LINE=$1
                COMP_POINT=${#COMP_LINE}
                COMP_WORDBREAKS=' =:'
                split=${1//=/ = }
                read -ra COMP_WORDS <<<"${split//:/ : }"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _ranload
                printf '%s\\n' "${COMPREPLY[@]}"
                """;

        Finished shell = Running.start(List.of("bash", "-c", BashCompletion.of(program) + script, "bash", line))
                .await(Duration.ofSeconds(60))
                .orFail();

        assertThat(shell.err()).isEmpty();
        assertThat(shell.out().strip()).isEqualTo(expected);
    }

    @Test
    void completesEveryCommandAndFlagInZsh() {
        assertThat(ZshCompletion.of(program))
                .contains(commands()
                        .map(command -> "_ranload_command_" + command.qualifiedName("_") + "() {")
                        .toList())
                .contains(flags().toList())
                .contains("]:NIC:_ranload_nics'")
                .contains("grep -oE '\"name\":\"[A-Za-z0-9][A-Za-z0-9._:@+-]*\"'")
                .contains("]:u|d|b:(u d b)'");
    }

    private Stream<CommandSpec> commands() {
        return CommandTree.walk(program)
                .filter(command -> command != program && !command.name().equals("help"));
    }

    private Stream<String> flags() {
        List<String> common = List.of("-h", "--help", "-V", "--version");
        return commands()
                .flatMap(command -> command.options().stream())
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> !common.contains(name))
                .distinct();
    }
}
