package ranload.agent.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ranload.session.Failure;
import ranload.session.FailureException;

/** Reads policy files: YAML, and so JSON too. One that cannot be understood keeps the agent from running at all. */
public final class PolicyFiles {
    private static final long MAX_OCTETS = 65_536;

    /** The file as it is written. Component names in snake_case are the keys. */
    private record Form(List<String> interfaces, List<String> peers, BigDecimal maxMbps) {}

    private PolicyFiles() {}

    /**
     * The rules of all these files together. Blocking.
     *
     * @param usual files that need not exist
     * @param named files that have to
     * @throws FailureException {@code policy_invalid} that names the file, and the key or the line
     */
    public static LocalPolicy load(List<Path> usual, List<Path> named) {
        List<Path> files =
                new ArrayList<>(usual.stream().filter(PolicyFiles::isThere).toList());
        files.addAll(named);
        return files.isEmpty()
                ? LocalPolicy.NONE
                : new LocalPolicy(files.stream().map(PolicyFiles::read).toList());
    }

    /** A link that leads nowhere is there: its owner meant something by it. */
    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static Policy read(Path file) {
        try {
            if (Files.size(file) > MAX_OCTETS) {
                throw invalid(file + " is larger than " + MAX_OCTETS + " octets");
            }
            try (MappingIterator<Form> documents =
                    mapper().readerFor(Form.class).readValues(Files.readString(file))) {
                Form form = documents.hasNextValue() ? documents.nextValue() : null;
                return policy(file, form == null ? new Form(null, null, null) : form);
            }
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw invalid(file + ": unknown key " + e.getPropertyName() + "; there are " + known);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw invalid(file + line + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid("cannot read " + file + ": " + e);
        } catch (IllegalArgumentException e) {
            throw invalid(file + ": " + e.getMessage());
        }
    }

    /** An empty list is no list of everything. */
    private static Policy policy(Path file, Form form) {
        requireSome("interfaces", form.interfaces());
        requireSome("peers", form.peers());
        return new Policy(
                file,
                form.interfaces() == null ? Set.of() : Set.copyOf(form.interfaces()),
                form.peers() == null
                        ? List.of()
                        : form.peers().stream().map(AddressBlock::parse).toList(),
                form.maxMbps());
    }

    private static void requireSome(String key, List<String> values) {
        if (values != null && (values.isEmpty() || values.stream().anyMatch(value -> value == null))) {
            throw new IllegalArgumentException(key + ": must list at least one, or be left out");
        }
    }

    private static ObjectMapper mapper() {
        return YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
    }

    private static FailureException invalid(String what) {
        return Failure.of("policy_invalid", "the agent's policy does not hold: " + what)
                .asException();
    }
}
