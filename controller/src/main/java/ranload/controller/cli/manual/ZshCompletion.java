package ranload.controller.cli.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion of zsh: a function for each command, as _arguments wants it. */
final class ZshCompletion {
    private static final String FRAME = """
            #compdef ranload startSession
            # Completion of ranload and startSession in zsh, written from the commands themselves.

            # Names at a path of the controller: the one named on the line, else the usual ones. None, and no word of
            # it, where there is no curl, no controller, or no leave to ask it. Harmless ones alone.
            _ranload_ask() {
              local socket=/run/ran-load-generator/controller.sock
              local -a place
              if [[ $BUFFER =~ '--controller[= ]+([^ ]+)' ]]; then
                place=($match[1])
                [[ $place[1] != unix:* ]] || place=(--unix-socket ${place[1]#unix:} http://localhost)
              elif [[ -w $socket ]]; then
                place=(--unix-socket $socket http://localhost)
              else
                place=(http://127.0.0.1:8080)
              fi
              reply=(${(f)"$(curl -fs --max-time 2 $place[1,-2] ${place[-1]%/}$1 2>/dev/null |
                grep -oE '"name":"@NAME@"' | cut -d '"' -f 4)"})
            }
            _ranload_environments() { local -a reply; _ranload_ask /environments; compadd -a reply }
            _ranload_nics() {
              local -a reply
              _ranload_ask /interfaces
              compadd -- $reply ${(f)"$(ls /sys/class/net 2>/dev/null | grep -xE '@NAME@')"}
            }

            @FUNCTIONS@
            case $service in
              ranload) _ranload_command_ranload "$@" ;;
              *) _ranload_command_ranload_$service "$@" ;;
            esac
            """;

    private ZshCompletion() {}

    static String of(CommandSpec program) {
        String functions =
                CommandTree.walk(program).map(ZshCompletion::function).collect(Collectors.joining("\n"));
        return FRAME.replace("@FUNCTIONS@", functions).replace("@NAME@", CommandTree.HARMLESS_NAME);
    }

    private static String function(CommandSpec command) {
        String name = "_ranload_command_" + command.qualifiedName("_");
        String flags = CommandTree.options(command).stream()
                .map(option -> "    " + flag(option))
                .collect(Collectors.joining(" \\\n"));
        if (command.subcommands().isEmpty()) {
            String arguments = command.positionalParameters().stream()
                    // One that nobody can guess would keep _arguments from completing flags.
                    .filter(parameter -> Asked.of(parameter) != Asked.NOTHING)
                    .map(parameter -> " \\\n    " + quoted(position(parameter)))
                    .collect(Collectors.joining());
            return name + "() {\n  _arguments \\\n" + flags + arguments + "\n}\n";
        }
        String below = CommandTree.children(command).stream()
                .map(child -> "    " + quoted(child.name() + ":" + text(first(child))))
                .collect(Collectors.joining("\n"));
        return name + "() {\n  local curcontext=$curcontext state line\n  local -a commands=(\n" + below + "\n  )\n"
                + "  _arguments -C -A '-*' \\\n" + flags
                + " \\\n    '1:command:->command' '*::argument:->argument' && return\n"
                + "  case $state in\n    command) _describe command commands ;;\n    argument)\n"
                + "      (( ! $+functions[" + name + "_$words[1]] )) || " + name + "_$words[1]\n      ;;\n  esac\n}\n";
    }

    private static String first(CommandSpec command) {
        String[] description = command.usageMessage().description();
        String whole = description.length == 0 ? command.name() : CommandTree.sentence(description);
        return whole.split("[.:,] ", 2)[0].replaceFirst("\\.$", "");
    }

    /** One entry for all names of a flag, which exclude each other. */
    private static String flag(OptionSpec option) {
        List<String> names = List.of(option.names());
        String what =
                "[" + text(CommandTree.brief(option)) + "]" + (CommandTree.takesValue(option) ? value(option) : "");
        String spelt = names.stream()
                .map(name -> name + (!CommandTree.takesValue(option) ? "" : name.startsWith("--") ? "=" : "+"))
                .collect(Collectors.joining(","));
        return names.size() == 1
                ? quoted(spelt + what)
                : quoted("(" + String.join(" ", names) + ")") + "{" + spelt + "}" + quoted(what);
    }

    private static String position(ArgSpec parameter) {
        return (parameter.required() ? "1:" : "1::") + value(parameter).substring(1);
    }

    private static String value(ArgSpec argument) {
        List<String> choices = CommandTree.choices(argument);
        String label = ":" + text(argument.paramLabel()) + ":";
        if (!choices.isEmpty()) {
            return label + "(" + String.join(" ", choices) + ")";
        }
        return label
                + switch (Asked.of(argument)) {
                    case ENVIRONMENT -> "_ranload_environments";
                    case NIC -> "_ranload_nics";
                    case FILE -> "_files";
                    case NOTHING -> "";
                };
    }

    /** What _arguments would take for its own punctuation. */
    private static String text(String words) {
        return Stream.of("\\", ":", "[", "]").reduce(words, (text, special) -> text.replace(special, "\\" + special));
    }

    private static String quoted(String words) {
        return "'" + words.replace("'", "'\\''") + "'";
    }
}
