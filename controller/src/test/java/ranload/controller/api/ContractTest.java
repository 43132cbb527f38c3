package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import ranload.controller.api.access.Access;
import ranload.controller.api.access.Connections;
import ranload.controller.api.access.Exposure;

/** The published contract and the routes say the same. */
class ContractTest {
    private static final Set<String> METHODS =
            Set.of("get", "post", "put", "patch", "delete", "head", "options", "trace");

    private final JsonNode contract = contract();

    private static JsonNode contract() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(PageFiles.text("openapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Operation ids by method and path. */
    private Map<String, String> operations() {
        Map<String, String> operations = new TreeMap<>();
        contract.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> operations.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        operationId(operation.getValue()))));
        return operations;
    }

    private static String operationId(JsonNode operation) {
        return operation.get("operationId").asText();
    }

    private static Map<String, String> routes() {
        Vertx vertx = Vertx.vertx();
        try {
            Backend backend = new Backend(vertx, null, null, null, null, null);
            Access access = new Access(Exposure.LOOPBACK, Optional.empty(), java.util.Set.of());
            Map<String, String> routes = new TreeMap<>();
            for (Route route :
                    new Api(backend, access, new Connections(vertx)).router().getRoutes()) {
                if (route.methods() != null) {
                    String path = route.getPath().replaceAll(":([a-z_]+)", "{$1}");
                    route.methods().stream()
                            .filter(method -> !method.equals(HttpMethod.HEAD))
                            .forEach(method -> routes.put(method + " " + path, route.getName()));
                } else if (route.getPath() != null && route.getPath().startsWith("/eventbus")) {
                    routes.put("GET /eventbus/websocket", "watchBus");
                }
            }
            return routes;
        } finally {
            RunningApi.get(vertx.close());
        }
    }

    @Test
    void namesEveryRouteWithItsMethodAndIdAndNoOther() {
        assertThat(operations()).isEqualTo(routes());
    }

    @Test
    void givesEveryOperationAnIdOfItsOwn() {
        List<String> ids = List.copyOf(operations().values());
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void hasNoReferenceThatLeadsNowhere() {
        List<String> references = new ArrayList<>();
        collect(contract, references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        contract.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.get("$ref").asText());
        }
        node.forEach(child -> collect(child, references));
    }

    @Test
    void namesThePathParametersOfEveryPath() {
        contract.get("paths").properties().forEach(path -> {
            Set<String> inPath = new TreeSet<>();
            Pattern.compile("\\{([a-z_]+)}")
                    .matcher(path.getKey())
                    .results()
                    .forEach(found -> inPath.add(found.group(1)));
            path.getValue().properties().forEach(operation -> {
                assertThat(METHODS).contains(operation.getKey());
                Set<String> named = new TreeSet<>();
                operation.getValue().path("parameters").forEach(parameter -> {
                    JsonNode resolved = parameter.has("$ref")
                            ? contract.at(parameter.get("$ref").asText().substring(1))
                            : parameter;
                    if (resolved.get("in").asText().equals("path")) {
                        named.add(resolved.get("name").asText());
                    }
                });
                assertThat(named).as(path.getKey()).isEqualTo(inPath);
            });
        });
    }
}
