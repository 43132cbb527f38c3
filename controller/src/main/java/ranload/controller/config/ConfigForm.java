package ranload.controller.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import ranload.controller.config.HttpConfig.TlsConfig;

/** The file as it is written: every key may be missing. Component names in snake_case are the keys. */
record ConfigForm(
        String databasePath,
        Map<String, ServerForm> servers,
        HttpForm http,
        EventBusForm eventBus,
        AgentsForm agents,
        LimitsForm limits) {

    ControllerConfig toConfig(PathResolver paths, ControllerConfig defaults) {
        Map<String, EnvironmentConfig> environments = new LinkedHashMap<>();
        Map<String, QuotaForm> quotas = new LinkedHashMap<>();
        if (servers != null) {
            servers.forEach((name, server) -> {
                environments.put(name, environment(name, server, paths));
                if (server.limits() != null) {
                    quotas.put(name, server.limits());
                }
            });
        }
        HttpConfig reached = http == null ? defaults.http() : http.toConfig(paths, defaults.http());
        return new ControllerConfig(
                databasePath == null ? defaults.databasePath() : paths.resolve(databasePath),
                environments,
                reached,
                eventBus == null ? defaults.eventBus() : eventBus.toConfig(paths, defaults.eventBus()),
                agents == null ? defaults.agents() : agents.toConfig(paths, defaults.agents(), reached),
                either(limits, LimitsForm.NONE).toConfig(defaults.limits(), quotas));
    }

    private static EnvironmentConfig environment(String name, ServerForm server, PathResolver paths) {
        if (server == null) {
            throw new IllegalArgumentException("servers." + name + ": needs hostname and username");
        }
        try {
            return server.toConfig(paths);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("servers." + name + "." + e.getMessage(), e);
        }
    }

    private static <T> T either(T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    record ServerForm(
            String hostname,
            Integer sshPort,
            String username,
            String sshKey,
            String hostKey,
            String dataAddress,
            String sshVia,
            String java,
            String agentDirectory,
            String passphraseFile,
            String knownHosts,
            QuotaForm limits) {
        EnvironmentConfig toConfig(PathResolver paths) {
            return new EnvironmentConfig(
                    hostname,
                    either(sshPort, EnvironmentConfig.DEFAULT_SSH_PORT),
                    username,
                    paths.resolve(sshKey),
                    hostKey,
                    dataAddress,
                    either(sshVia, EnvironmentConfig.VIA_NIC),
                    java,
                    agentDirectory,
                    paths.resolve(passphraseFile),
                    paths.resolve(knownHosts));
        }
    }

    record HttpForm(String host, Integer port, String socket, TlsForm tls, String tokenFile, Boolean insecure) {
        HttpConfig toConfig(PathResolver paths, HttpConfig defaults) {
            if (socket != null && (host != null || port != null)) {
                throw new IllegalArgumentException("http: give either socket, or host and port");
            }
            return new HttpConfig(
                    either(host, defaults.host()),
                    either(port, defaults.port()),
                    paths.resolve(socket),
                    tls == null ? defaults.tls() : tls.toConfig(paths),
                    paths.resolve(tokenFile),
                    either(insecure, defaults.insecure()));
        }
    }

    record EventBusForm(String host, Integer port, String socket) {
        EventBusConfig toConfig(PathResolver paths, EventBusConfig defaults) {
            if (host != null && port == null) {
                throw new IllegalArgumentException("event_bus: host needs a port");
            }
            return new EventBusConfig(either(host, defaults.host()), port, paths.resolve(socket));
        }
    }

    /** Certificate and tokens are those of http unless they are its own. */
    record AgentsForm(String host, Integer port, TlsForm tls, String tokenFile) {
        AgentsConfig toConfig(PathResolver paths, AgentsConfig defaults, HttpConfig http) {
            if (port == null && (host != null || tls != null || tokenFile != null)) {
                throw new IllegalArgumentException("agents: needs a port, or nobody dials in");
            }
            return new AgentsConfig(
                    either(host, defaults.host()),
                    port,
                    tls == null ? http.tls() : tls.toConfig(paths),
                    tokenFile == null ? http.tokenFile() : paths.resolve(tokenFile));
        }
    }

    record TlsForm(String certificate, String key) {
        TlsConfig toConfig(PathResolver paths) {
            return new TlsConfig(paths.resolve(certificate), paths.resolve(key));
        }
    }

    /** Keys of one session, keys of the whole controller, and what each agent and each environment may take. */
    record LimitsForm(
            Long maxMbps,
            Integer maxSeconds,
            Integer maxSessions,
            Long maxTotalMbps,
            Long maxOctetsPerDay,
            QuotaForm agent,
            QuotaForm environment) {
        static final LimitsForm NONE = new LimitsForm(null, null, null, null, null, null, null);

        LimitsConfig toConfig(LimitsConfig defaults, Map<String, QuotaForm> ofServers) {
            if (maxTotalMbps != null && maxTotalMbps < 1) {
                throw new IllegalArgumentException("limits.max_total_mbps: must be at least 1, got " + maxTotalMbps);
            }
            QuotaForm whole = new QuotaForm(maxTotalMbps, null, maxSessions, maxOctetsPerDay);
            Quota each = quota("limits.environment.", environment, defaults.environment());
            Map<String, Quota> environments = new LinkedHashMap<>();
            ofServers.forEach(
                    (name, form) -> environments.put(name, quota("servers." + name + ".limits.", form, each)));
            return new LimitsConfig(
                    either(maxMbps, defaults.maxMbps()),
                    either(maxSeconds, defaults.maxSeconds()),
                    quota("limits.", whole, defaults.controller()),
                    quota("limits.agent.", agent, defaults.agent()),
                    each,
                    environments);
        }

        private static Quota quota(String prefix, QuotaForm form, Quota otherwise) {
            try {
                return form == null ? otherwise : form.toQuota(otherwise);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(prefix + e.getMessage(), e);
            }
        }
    }

    record QuotaForm(Long maxMbps, Integer maxSeconds, Integer maxSessions, Long maxOctetsPerDay) {
        Quota toQuota(Quota otherwise) {
            return new Quota(
                    either(maxMbps, otherwise.maxMbps()),
                    either(maxSeconds, otherwise.maxSeconds()),
                    either(maxSessions, otherwise.maxSessions()),
                    either(maxOctetsPerDay, otherwise.maxOctetsPerDay()));
        }
    }

    /**
     * Makes paths of the file absolute.
     *
     * @param folder that relative paths start from: the file's own
     * @param home what a leading {@code ~} stands for
     */
    record PathResolver(Path folder, Path home) {
        /** Null stays null. */
        Path resolve(String text) {
            if (text == null) {
                return null;
            }
            if (text.isBlank()) {
                throw new IllegalArgumentException("a path must not be empty; leave the key out instead");
            }
            if (text.equals("~") || text.startsWith("~/")) {
                return home.resolve(text.substring(Math.min(2, text.length())))
                        .toAbsolutePath()
                        .normalize();
            }
            return folder.resolve(text).toAbsolutePath().normalize();
        }
    }
}
