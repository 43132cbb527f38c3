package ranload.controller.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import ranload.controller.config.ConfigKey;

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

    @Test
    void completesEveryCommandAndFlagInZsh() {
        assertThat(ZshCompletion.of(program))
                .contains(commands()
                        .map(command -> "_ranload_command_" + command.qualifiedName("_") + "() {")
                        .toList())
                .contains(flags().toList())
                .contains("]:NIC:_ranload_nics'")
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
