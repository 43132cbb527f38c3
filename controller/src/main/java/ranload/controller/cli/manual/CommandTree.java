package ranload.controller.cli.manual;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Questions to commands, as manuals and completions ask them. */
final class CommandTree {
    /** A name that no shell takes for more than a word, as an extended regular expression of grep. */
    static final String HARMLESS_NAME = "[A-Za-z0-9][A-Za-z0-9._:@+-]*";

    private CommandTree() {}

    /** The commands right below one, as its help lists them. */
    static List<CommandSpec> children(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(child -> !child.usageMessage().hidden())
                .distinct()
                .toList();
    }

    static CommandSpec child(CommandSpec command, String name) {
        return command.subcommands().get(name).getCommandSpec();
    }

    /** A command and all below it, each before those below it. */
    static Stream<CommandSpec> walk(CommandSpec command) {
        return Stream.concat(Stream.of(command), children(command).stream().flatMap(CommandTree::walk));
    }

    /** The flags of a command in the order of its help: its own ones first. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(option -> option.usageHelp() || option.versionHelp()))
                .toList();
    }

    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** The values that a label such as {@code u|d|b} names; none for a label such as FILE. */
    static List<String> choices(ArgSpec argument) {
        String label = argument.paramLabel();
        return label.contains("|") && label.equals(label.toLowerCase(Locale.ROOT))
                ? List.of(label.split("\\|"))
                : List.of();
    }

    /** What a description says, in one line: a per cent sign may be doubled there. */
    static String sentence(String... lines) {
        return String.join(" ", lines).replace("%%", "%").replaceAll(" +", " ").strip();
    }

    /** The first sentence of what a flag is for, without its default. */
    static String brief(OptionSpec option) {
        String whole = sentence(option.description());
        int end = whole.indexOf(". ");
        String first = end < 0 ? whole : whole.substring(0, end);
        int aside = first.indexOf(" (");
        return (aside < 0 ? first : first.substring(0, aside)).replaceFirst("\\.$", "");
    }
}
