package ranload.controller.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The text of a configuration, as far as it takes to put an environment into it or to take one out: every other character
 * stays as it is. It knows lines and how far they are indented, not YAML: whoever changes a text with it has to read the
 * outcome and see that it means what was meant. Immutable.
 */
final class ServersText {
    private static final Pattern SERVERS = Pattern.compile("servers[ \t]*:[ \t]*(#.*)?");
    private static final Pattern LINE = Pattern.compile("[^\n]*\n|[^\n]+");
    private static final int USUAL_INDENT = 2;

    /** Each with its end of line; the last one may have none. */
    private final List<String> lines;

    private final String lineEnd;

    /** Where the line {@code servers:} is; -1 where there is none. */
    private final int servers;

    ServersText(String text) {
        this.lines = LINE.matcher(text).results().map(MatchResult::group).toList();
        this.lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        int at = lines.size() - 1;
        while (at >= 0 && !SERVERS.matcher(bare(at)).matches()) {
            at--;
        }
        this.servers = at;
    }

    /** The text with one more environment, the last of all. Its settings are lines without indent. */
    String with(String name, List<String> settings) {
        List<String> all = new ArrayList<>(lines);
        int at = servers < 0 ? all.size() : afterLastEntry();
        if (at > 0 && !all.get(at - 1).endsWith("\n")) {
            all.set(at - 1, all.get(at - 1) + lineEnd);
        }
        all.addAll(at, entry(name, settings));
        return String.join("", all);
    }

    /** The text without an environment; empty where no line begins it. */
    Optional<String> without(String writtenName) {
        int indent = servers < 0 ? 0 : indentOfEntries();
        String first = " ".repeat(indent) + writtenName + ":";
        for (int at = servers + 1; servers >= 0 && at < lines.size(); at++) {
            if (bare(at).startsWith(first)) {
                List<String> rest = new ArrayList<>(lines.subList(0, at));
                rest.addAll(lines.subList(endOfEntry(at, indent), lines.size()));
                return Optional.of(String.join("", rest));
            }
        }
        return Optional.empty();
    }

    /** The lines that {@link #with} would add, for a person to put where they belong. */
    List<String> entry(String name, List<String> settings) {
        List<String> entry = new ArrayList<>();
        if (servers < 0) {
            entry.add("servers:" + lineEnd);
        }
        String indent = " ".repeat(servers < 0 ? USUAL_INDENT : indentOfEntries());
        entry.add(indent + name + ":" + lineEnd);
        settings.forEach(setting -> entry.add(indent + "  " + setting + lineEnd));
        return entry;
    }

    /** As the first entry is, else as the first comment where entries would be; as usual where there is neither. */
    private int indentOfEntries() {
        int ofComment = 0;
        for (int at = servers + 1; at < lines.size(); at++) {
            if (isContent(at)) {
                return indent(at) > 0 ? indent(at) : ofComment > 0 ? ofComment : USUAL_INDENT;
            }
            ofComment = ofComment > 0 || isBlank(at) ? ofComment : indent(at);
        }
        return ofComment > 0 ? ofComment : USUAL_INDENT;
    }

    /** Behind the last entry and the comments in it, or right behind {@code servers:}. */
    private int afterLastEntry() {
        int entries = indentOfEntries();
        int after = servers + 1;
        for (int at = servers + 1; at < lines.size() && !(isContent(at) && indent(at) == 0); at++) {
            if (isContent(at)) {
                after = endOfEntry(at, entries);
            }
        }
        return after;
    }

    /** Behind the lines that follow one and are indented deeper than entries are, blank ones at the end left out. */
    private int endOfEntry(int first, int entries) {
        int end = first + 1;
        for (int at = first + 1; at < lines.size() && (isBlank(at) || indent(at) > entries); at++) {
            end = isBlank(at) ? end : at + 1;
        }
        return end;
    }

    private boolean isContent(int at) {
        return !isBlank(at) && !bare(at).stripLeading().startsWith("#");
    }

    private boolean isBlank(int at) {
        return lines.get(at).isBlank();
    }

    private int indent(int at) {
        return lines.get(at).length() - lines.get(at).stripLeading().length();
    }

    private String bare(int at) {
        return lines.get(at).stripTrailing();
    }
}
