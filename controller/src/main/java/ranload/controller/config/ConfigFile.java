package ranload.controller.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import ranload.controller.config.ConfigForm.PathResolver;
import ranload.session.Failure;
import ranload.session.FailureException;

/** Reads the configuration file: YAML, and so JSON too. */
public final class ConfigFile {
    private static final long MAX_OCTETS = 1 << 20;

    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // A key whose own keys are all commented out has an empty value: the same as no key.
            .withCoercionConfigDefaults(
                    coercion -> coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsNull))
            .build();

    private ConfigFile() {}

    /**
     * The configuration in a file, completed by the defaults. Blocking.
     *
     * @param file at most 1 MiB
     * @param home folder of the user whom the controller runs as: what {@code ~} stands for
     * @throws FailureException {@code config_unreadable} or {@code config_invalid}; the message names
     *     the file, and the key or the line
     */
    public static ControllerConfig load(Path file, Path home) {
        return parse(file, read(file), home);
    }

    /**
     * The same of a text that stands, or is to stand, in a file.
     *
     * @throws FailureException {@code config_invalid}
     */
    static ControllerConfig parse(Path file, String text, Path home) {
        ControllerConfig defaults = ControllerConfig.defaults(home);
        Path folder = file.toAbsolutePath().getParent();
        try (MappingIterator<ConfigForm> documents =
                MAPPER.readerFor(ConfigForm.class).readValues(text)) {
            ConfigForm form = documents.hasNextValue() ? documents.nextValue() : null;
            return form == null ? defaults : form.toConfig(new PathResolver(folder, home), defaults);
        } catch (UnrecognizedPropertyException e) {
            throw invalid(file + ": " + unknownKey(e));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw invalid(file + line + ": " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw invalid(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reads from memory", e);
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_OCTETS) {
                throw invalid(file + ": larger than 1 MiB, this is no configuration file");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw Failure.of("config_unreadable", "there is no configuration file " + file)
                    .asException();
        } catch (IOException e) {
            throw Failure.of("config_unreadable", "cannot read the configuration file " + file + ": " + e)
                    .asException();
        }
    }

    private static FailureException invalid(String what) {
        return Failure.of("config_invalid", what).asException();
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
