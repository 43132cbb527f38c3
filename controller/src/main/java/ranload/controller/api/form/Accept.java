package ranload.controller.api.form;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of our media types a client would have (RFC 9110 section 12.5.1). Pure. */
public final class Accept {
    private Accept() {}

    /**
     * The type to answer with.
     *
     * @param header the Accept header; null when there is none, which takes anything
     * @param offered our types, the one we like best first
     * @return empty when the client takes none of them
     */
    public static Optional<String> choose(String header, List<String> offered) {
        if (header == null || header.isBlank()) {
            return Optional.of(offered.get(0));
        }
        String best = null;
        double bestQuality = 0;
        for (String type : offered) {
            double quality = quality(header, type);
            if (quality > bestQuality) {
                best = type;
                bestQuality = quality;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The quality that the most specific matching range gives, 0 when none matches. */
    private static double quality(String header, String type) {
        int bestRank = 0;
        double quality = 0;
        for (String range : header.split(",", -1)) {
            String[] parts = range.split(";", -1);
            int rank = rank(parts[0].strip().toLowerCase(Locale.ROOT), type);
            if (rank > bestRank) {
                bestRank = rank;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static int rank(String range, String type) {
        if (range.equals(type)) {
            return 3;
        }
        if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
            return 2;
        }
        return range.equals("*/*") || range.equals("*") ? 1 : 0;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
