package ranload.controller.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that an operator can set. Paths are absolute.
 *
 * @param databasePath SQLite file, made when it does not exist
 * @param servers far ends by environment name, in the order of the file; {@value #LOOPBACK} is built in and not in here
 * @param http how the controller is reached
 * @param eventBus how watchers reach the event bus by plain TCP
 * @param agents where agents dial in that the controller does not start
 * @param limits what one session may ask for
 */
public record ControllerConfig(
        Path databasePath,
        Map<String, EnvironmentConfig> servers,
        HttpConfig http,
        EventBusConfig eventBus,
        AgentsConfig agents,
        LimitsConfig limits) {
    /** Name of the built-in environment whose far end is a child process on this machine. */
    public static final String LOOPBACK = "loopback";

    private static final int MAX_NAME_LENGTH = 128;

    public ControllerConfig {
        servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
        for (String name : servers.keySet()) {
            if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
                throw new IllegalArgumentException(
                        "servers: a name must have 1 to " + MAX_NAME_LENGTH + " characters, got '" + name + "'");
            }
            if (name.equals(LOOPBACK)) {
                throw new IllegalArgumentException(
                        "servers.loopback: this environment is built in and needs no entry; use another name");
            }
        }
    }

    /**
     * What holds when there is no file.
     *
     * @param home folder of the user whom the controller runs as
     */
    public static ControllerConfig defaults(Path home) {
        return new ControllerConfig(
                home.toAbsolutePath().resolve(".local/share/ran-load-generator/sessions.sqlite"),
                Map.of(),
                HttpConfig.DEFAULT,
                EventBusConfig.NONE,
                AgentsConfig.NONE,
                LimitsConfig.DEFAULT);
    }

    /** The same with another database. */
    public ControllerConfig withDatabasePath(Path path) {
        return new ControllerConfig(path.toAbsolutePath(), servers, http, eventBus, agents, limits);
    }

    /** The same with other environments. */
    public ControllerConfig withServers(Map<String, EnvironmentConfig> others) {
        return new ControllerConfig(databasePath, others, http, eventBus, agents, limits);
    }

    /** The same with other limits. */
    public ControllerConfig withLimits(LimitsConfig others) {
        return new ControllerConfig(databasePath, servers, http, eventBus, agents, others);
    }

    /** The same, reached in another way. */
    public ControllerConfig withHttp(HttpConfig other) {
        return new ControllerConfig(databasePath, servers, other, eventBus, agents, limits);
    }

    /** The same, reached only by whoever is told its port: any free one of loopback. */
    public ControllerConfig forOneself() {
        return new ControllerConfig(
                databasePath, servers, HttpConfig.DEFAULT.withPort(0), EventBusConfig.NONE, AgentsConfig.NONE, limits);
    }
}
