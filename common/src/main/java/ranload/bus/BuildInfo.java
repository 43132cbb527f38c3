package ranload.bus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param buildId what controller and agent must have in common: the version of the project
 */
public record BuildInfo(String buildId) {
    /** This process's own build. */
    public static BuildInfo current() {
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return new BuildInfo(properties.getProperty("build_id"));
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties: part of this jar", e);
        }
    }
}
