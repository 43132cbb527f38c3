package ranload.controller.fleet;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import ranload.session.Failure;

/** The far ends that can be chosen: those configured and the built-in one. Immutable. */
public final class Environments {
    private final Map<String, Environment> byName;

    public Environments(List<Environment> configured) {
        Map<String, Environment> all = new TreeMap<>();
        all.put(Environment.LOOPBACK, new Environment(Environment.LOOPBACK, "localhost", 0, null, null, false, true));
        configured.forEach(environment -> all.put(environment.name(), environment));
        this.byName = java.util.Collections.unmodifiableMap(all);
    }

    /**
     * The environment of this name.
     *
     * @throws ranload.session.FailureException {@code unknown_environment}, with the known ones
     */
    public Environment find(String name) {
        Environment found = byName.get(name);
        if (found == null) {
            String known = String.join(", ", byName.keySet());
            throw new Failure(
                            "unknown_environment",
                            "environment: no '" + name + "' is configured, choose one of: " + known,
                            "environment")
                    .asException();
        }
        return found;
    }

    /** What may be shown to anybody, in the order of names. */
    public List<JsonObject> toJson() {
        return byName.values().stream().map(Environment::toJson).collect(Collectors.toList());
    }
}
