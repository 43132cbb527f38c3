package ranload.controller.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion of bash: tables of commands, flags and values around a fixed frame. */
final class BashCompletion {
    private static final String FRAME = """
            # Completion of ranload and startSession in bash, written from the commands themselves.

            # Names at a path of the controller: the one named on the line, else the usual ones. None, and no word of
            # it, where there is no curl, no controller, or no leave to ask it. Harmless ones alone: compgen expands words as
            # the shell does, and a controller may be a stranger's.
            _ranload_ask() {
              local socket=/run/ran-load-generator/controller.sock
              local -a place=(http://127.0.0.1:8080)
              if [[ $COMP_LINE =~ --controller[=\\ ]+([^ ]+) ]]; then
                place=("${BASH_REMATCH[1]}")
                [[ ${place[0]} != unix:* ]] || place=(--unix-socket "${place[0]#unix:}" http://localhost)
              elif [[ -w $socket ]]; then
                place=(--unix-socket "$socket" http://localhost)
              fi
              curl -fs --max-time 2 "${place[@]::${#place[@]}-1}" "${place[-1]%/}$1" 2>/dev/null |
                grep -oE '"name":"@NAME@"' | cut -d '"' -f 4
            }

            _ranload() {
              local at= i word line=${COMP_LINE:0:COMP_POINT}
              local -a typed=("${COMP_WORDS[0]}")
              # What holds colons, NAME:nic or a URL, comes as several words.
              for ((i = 1; i <= COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ ($word = :* || ${typed[-1]} = *:) && $line = *"${typed[-1]}$word"* &&
                  (-n $word || $line != *[[:space:]]) ]]; then
                  typed[-1]+=$word
                else
                  typed+=("$word")
                fi
              done
              local cur=${typed[-1]} prev=${typed[-2]}
              # --flag=value comes as three words.
              if [[ $cur = = ]]; then
                cur=
              elif [[ $prev = = ]] && ((${#typed[@]} > 2)); then
                prev=${typed[-3]}
              fi
              COMPREPLY=()
              [[ ${typed[0]##*/} = ranload ]] || at=/${typed[0]##*/}
              for ((i = 1; i < ${#typed[@]} - 1; i++)); do
                case $at/${typed[i]} in
            @COMMANDS@
                esac
              done

              local words= asked=
              case $at:$prev in
            @VALUES@
                *)
                  case $at in
            @FLAGS@
                  esac
                  [[ $cur = -* ]] || case $at in
            @ARGUMENTS@
                    *) words= ;;
                  esac
                  ;;
              esac
              case $asked in
                environment) words=$(_ranload_ask /environments) ;;
                nic) words="$(_ranload_ask /interfaces) $(ls /sys/class/net 2>/dev/null | grep -xE '@NAME@')" ;;
                file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
              esac
              [[ $asked = file ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur" | sort -u)
              # Of a word with colons the shell replaces what follows the last of them.
              if [[ $cur = *:* && $COMP_WORDBREAKS = *:* ]]; then
                COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
              fi
            }

            complete -F _ranload ranload startSession
            """;

    private BashCompletion() {}

    static String of(CommandSpec program) {
        List<CommandSpec> commands = CommandTree.walk(program).toList();
        return FRAME.replace("@COMMANDS@", lines(commands.stream().skip(1).map(BashCompletion::descends), 6))
                .replace("@VALUES@", lines(commands.stream().flatMap(BashCompletion::values), 4))
                .replace("@FLAGS@", lines(commands.stream().map(BashCompletion::flags), 8))
                .replace("@ARGUMENTS@", lines(commands.stream().flatMap(BashCompletion::arguments), 8))
                .replace("@NAME@", CommandTree.HARMLESS_NAME);
    }

    private static String lines(Stream<String> lines, int indent) {
        return lines.map(line -> " ".repeat(indent) + line).collect(Collectors.joining("\n"));
    }

    /** {@code /token/add} for {@code ranload token add}, nothing for {@code ranload} itself. */
    private static String path(CommandSpec command) {
        return command.parent() == null ? "" : path(command.parent()) + "/" + command.name();
    }

    private static String descends(CommandSpec command) {
        return path(command) + ") at=" + path(command) + " ;;";
    }

    private static Stream<String> values(CommandSpec command) {
        return CommandTree.options(command).stream()
                .filter(CommandTree::takesValue)
                .map(option -> {
                    String pattern = Arrays.stream(option.names())
                            .map(name -> path(command) + ":" + name)
                            .collect(Collectors.joining(" | "));
                    return pattern + ") " + answer(option) + " ;;";
                });
    }

    private static String answer(ArgSpec argument) {
        List<String> choices = CommandTree.choices(argument);
        if (!choices.isEmpty()) {
            return "words='" + String.join(" ", choices) + "'";
        }
        return switch (Asked.of(argument)) {
            case ENVIRONMENT -> "asked=environment";
            case NIC -> "asked=nic";
            case FILE -> "asked=file";
            case NOTHING -> "return";
        };
    }

    private static String flags(CommandSpec command) {
        String names = CommandTree.options(command).stream()
                .map(OptionSpec::names)
                .flatMap(Arrays::stream)
                .collect(Collectors.joining(" "));
        return (path(command).isEmpty() ? "''" : path(command)) + ") words='" + names + "' ;;";
    }

    private static Stream<String> arguments(CommandSpec command) {
        String place = path(command).isEmpty() ? "''" : path(command);
        if (!command.subcommands().isEmpty()) {
            String names = CommandTree.children(command).stream()
                    .map(CommandSpec::name)
                    .collect(Collectors.joining(" "));
            return Stream.of(place + ") words='" + names + "' ;;");
        }
        return command.positionalParameters().stream()
                .filter(parameter -> Asked.of(parameter) != Asked.NOTHING)
                .limit(1)
                .map(parameter -> place + ") words= " + answer(parameter) + " ;;");
    }
}
