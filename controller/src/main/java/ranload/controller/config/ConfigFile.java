package ranload.controller.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import ranload.controller.config.ConfigForm.PathResolver;
import ranload.session.Failure;

/** Reads the configuration file: YAML, and so JSON too. */
public final class ConfigFile {
    private static final long MAX_OCTETS = 1 << 20;

    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private ConfigFile() {}

    /**
     * The configuration in a file, completed by the defaults. Blocking.
     *
     * @param file at most 1 MiB
     * @param home folder of the user whom the controller runs as: what {@code ~} stands for
     * @throws ranload.session.FailureException {@code config_unreadable} or {@code config_invalid}; the message names
     *     the file, the line and the key
     */
    public static ControllerConfig load(Path file, Path home) {
        String text = read(file);
        ControllerConfig defaults = ControllerConfig.defaults(home);
        Path folder = file.toAbsolutePath().getParent();
        try {
            ConfigForm form = text.isBlank() ? null : MAPPER.readValue(text, ConfigForm.class);
            return form == null ? defaults : form.toConfig(new PathResolver(folder, home), defaults);
        } catch (UnrecognizedPropertyException e) {
            throw invalid(file, e, unknownKey(e));
        } catch (JsonProcessingException e) {
            throw invalid(file, e, e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw Failure.of("config_invalid", file + ": " + e.getMessage()).asException();
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_OCTETS) {
                throw Failure.of("config_invalid", file + ": larger than 1 MiB, this is no configuration file")
                        .asException();
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw Failure.of("config_unreadable", "cannot read the configuration file " + file + ": " + e)
                    .asException();
        }
    }

    private static RuntimeException invalid(Path file, JsonProcessingException e, String what) {
        String line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
        return Failure.of("config_invalid", file + line + ": " + what).asException();
    }

    private static String unknownKey(UnrecognizedPropertyException e) {
        String place = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
        Collection<String> known =
                e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
        return "unknown key " + place + "; did you mean " + Nearest.of(e.getPropertyName(), known) + "? Known here: "
                + String.join(", ", known);
    }
}
