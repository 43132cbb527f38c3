package ranload.controller.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the web page is made of: files of our own jar under fixed names, so that no name from outside opens a file. */
final class PageFiles {
    /** The page's own modules; each holds one idea. */
    static final List<String> MODULES = List.of(
            "api.js",
            "card.js",
            "chart.js",
            "compare.js",
            "dom.js",
            "download.js",
            "erase.js",
            "events.js",
            "facts.js",
            "filter.js",
            "form.js",
            "format.js",
            "home.js",
            "interface.js",
            "legend.js",
            "login.js",
            "places.js",
            "running.js",
            "series.js",
            "session.js",
            "strips.js",
            "table.js",
            "theme.js",
            "total.js");

    private static final String VIEWER = "META-INF/resources/webjars/swagger-ui/5.32.1/";

    private static final Map<String, String> RESOURCES = Stream.concat(
                    MODULES.stream().map(name -> Map.entry(name, "webroot/page/" + name)),
                    Stream.of(
                            Map.entry("style.css", "webroot/page/style.css"),
                            Map.entry("interface.css", "webroot/page/interface.css"),
                            Map.entry("icon.svg", "webroot/page/icon.svg"),
                            Map.entry("uplot.js", "webroot/vendor/uplot/uplot.js"),
                            Map.entry("uplot.css", "webroot/vendor/uplot/uplot.css"),
                            Map.entry("uplot-license.txt", "webroot/vendor/uplot/uplot-license.txt"),
                            Map.entry("swagger-ui.js", VIEWER + "swagger-ui-bundle.js"),
                            Map.entry("swagger-ui.css", VIEWER + "swagger-ui.css")))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Map<String, String> MEDIA_TYPES =
            Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml", "txt", "text/plain");

    private PageFiles() {}

    /** Where a file of the page is among the resources; empty when the page has no such file. */
    static Optional<String> resource(String name) {
        return Optional.ofNullable(RESOURCES.get(name));
    }

    static String mediaType(String name) {
        return MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    /** The text of a resource; small, and in the page cache after the first time. */
    static String text(String resource) {
        try (InputStream file = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's jar lacks " + resource, e);
        }
    }
}
