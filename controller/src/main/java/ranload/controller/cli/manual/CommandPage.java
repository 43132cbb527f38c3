package ranload.controller.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Man pages of commands. */
final class CommandPage {
    private CommandPage() {}

    /** ranload(1): the program and its commands, each with its flags. */
    static String all(CommandSpec program) {
        Roff page = new Roff("ranload", 1, "User Commands");
        page.section("NAME").line("ranload - makes and measures load on a network interface");
        page.section("SYNOPSIS").line("ranload COMMAND [FLAG...] [ARGUMENT...]");
        page.section("DESCRIPTION");
        page.line(CommandTree.sentence(program.usageMessage().description()));
        page.paragraph(
                "Made for mobile and radio access networks: modems, UEs, and any other interface. Both ends count"
                        + " each second what was sent, what arrived and what was lost. The server needs sshd and Java.");
        page.paragraph(
                "startSession runs by itself, as anybody. The controller is a service for many sessions, web page"
                        + " and REST; sessions, show, watch, stop and environments ask it.");
        page.section("COMMANDS");
        CommandTree.walk(program)
                .filter(command -> command != program && !command.name().equals("help"))
                .forEach(command -> describe(page, command));
        exitCodes(page, program);
        files(page);
        page.section("SEE ALSO").line("startSession(1), controller.yaml(5)");
        return page.text();
    }

    /** A page for a command that has a name of its own in /usr/bin. */
    static String one(CommandSpec command) {
        Roff page = new Roff(command.name(), 1, "User Commands");
        page.section("NAME")
                .line(command.name() + " - starts a test session: load on an interface, measured at both ends");
        page.section("SYNOPSIS").line(synopsis(command).replaceFirst("^ranload ", ""));
        page.section("DESCRIPTION")
                .line(CommandTree.sentence(command.usageMessage().description()));
        page.paragraph("It is the same as ranload " + command.name() + ".");
        page.section("OPTIONS");
        arguments(page, command);
        page.section("EXAMPLES");
        page.example(Arrays.stream(command.usageMessage().footer())
                .map(line -> CommandTree.sentence(line).replaceFirst("^ranload ", ""))
                .filter(line -> !line.isBlank())
                .toArray(String[]::new));
        exitCodes(page, command.parent());
        files(page);
        page.section("SEE ALSO").line("ranload(1), controller.yaml(5)");
        return page.text();
    }

    private static void describe(Roff page, CommandSpec command) {
        page.subsection(synopsis(command));
        page.line(CommandTree.sentence(command.usageMessage().description()));
        arguments(page, command);
    }

    private static void arguments(Roff page, CommandSpec command) {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            page.item(parameter.paramLabel(), CommandTree.sentence(parameter.description()));
        }
        for (OptionSpec option : CommandTree.options(command)) {
            if (!option.usageHelp() && !option.versionHelp()) {
                page.item(names(option), CommandTree.sentence(option.description()));
            }
        }
    }

    private static String names(OptionSpec option) {
        String value = CommandTree.takesValue(option) ? " " + option.paramLabel() : "";
        return Arrays.stream(option.names()).map(name -> name + value).collect(Collectors.joining(", "));
    }

    /** The command with what it cannot do without. */
    private static String synopsis(CommandSpec command) {
        String required = CommandTree.options(command).stream()
                .filter(OptionSpec::required)
                .map(option -> " " + option.shortestName() + " " + option.paramLabel())
                .collect(Collectors.joining());
        String parameters = command.positionalParameters().stream()
                .map(parameter ->
                        parameter.required() ? " " + parameter.paramLabel() : " [" + parameter.paramLabel() + "]")
                .collect(Collectors.joining());
        String below = command.subcommands().isEmpty() ? "" : " COMMAND";
        return command.qualifiedName() + required + " [FLAG...]" + below + parameters;
    }

    private static void exitCodes(Roff page, CommandSpec program) {
        page.section("EXIT STATUS");
        for (Map.Entry<String, String> code :
                program.usageMessage().exitCodeList().entrySet()) {
            page.item(code.getKey(), CommandTree.sentence(code.getValue()));
        }
    }

    private static void files(Roff page) {
        page.section("FILES");
        List.of(
                        List.of(
                                "~/.config/ran-load-generator/controller.yaml, /etc/ran-load-generator/controller.yaml",
                                "configuration, see controller.yaml(5); the first one that is there"),
                        List.of(
                                "/run/ran-load-generator/controller.sock",
                                "where the installed service listens, for members of the group ran-load-generator"),
                        List.of("/var/lib/ran-load-generator", "its database, its SSH keys in .ssh"),
                        List.of("/var/log/ran-load-generator", "its log; journalctl -u sessionControllerServer too"),
                        List.of(
                                "/etc/nginx/sites-available/ran-load-generator.nginx.conf",
                                "a site for nginx in front of it, which says how it is switched on"))
                .forEach(file -> page.item(file.get(0), file.get(1)));
    }
}
