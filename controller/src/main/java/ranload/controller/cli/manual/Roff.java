package ranload.controller.cli.manual;

import java.util.Locale;

/** Collects a man page: man(7) with few requests. Confined to one thread. */
final class Roff {
    private final StringBuilder text = new StringBuilder();

    Roff(String name, int section, String title) {
        text.append(".TH ")
                .append(quoted(name.toUpperCase(Locale.ROOT)))
                .append(' ')
                .append(section);
        text.append(" \"\" ")
                .append(quoted("ran-load-generator"))
                .append(' ')
                .append(quoted(title))
                .append('\n');
        // Long words are file names and flags: none of them is to be broken or spread.
        text.append(".nh\n.ad l\n");
    }

    Roff section(String heading) {
        text.append(".SH ").append(quoted(heading)).append('\n');
        return this;
    }

    Roff subsection(String heading) {
        text.append(".SS ").append(quoted(heading)).append('\n');
        return this;
    }

    Roff paragraph(String words) {
        text.append(".PP\n").append(escaped(words)).append('\n');
        return this;
    }

    /** Follows the heading at once. */
    Roff line(String words) {
        text.append(escaped(words)).append('\n');
        return this;
    }

    /** A term in bold, and what it means. */
    Roff item(String term, String meaning) {
        text.append(".TP\n\\fB").append(inline(term)).append("\\fR\n");
        text.append(escaped(meaning.isEmpty() ? "-" : meaning)).append('\n');
        return this;
    }

    /** Lines as they are. */
    Roff example(String... lines) {
        text.append(".PP\n.nf\n.RS 4\n");
        for (String line : lines) {
            text.append(escaped(line)).append('\n');
        }
        text.append(".RE\n.fi\n");
        return this;
    }

    String text() {
        return text.toString();
    }

    private static String quoted(String words) {
        return '"' + inline(words).replace("\"", "\\(dq") + '"';
    }

    /** A line that begins with a dot or an apostrophe would be a request. */
    private static String escaped(String words) {
        String safe = inline(words);
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    private static String inline(String words) {
        return words.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti");
    }
}
