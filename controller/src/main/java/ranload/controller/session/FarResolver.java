package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ranload.controller.fleet.Environment;
import ranload.session.Failure;

/** Asks for a far host's addresses, once for each session: the answer is pinned in the plan. Thread-safe. */
final class FarResolver {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final Vertx vertx;

    FarResolver(Vertx vertx) {
        this.vertx = vertx;
    }

    /** At least one address in the resolver's order, or {@code unknown_host}. */
    Future<List<InetAddress>> resolve(Environment environment) {
        if (environment.builtIn()) { // both families, whatever this machine calls localhost
            return Future.succeededFuture(Addressing.literals(List.of("127.0.0.1", "::1")));
        }
        String host = environment.dataHost();
        Optional<InetAddress> literal = Addressing.literal(host);
        if (literal.isPresent()) {
            return Future.succeededFuture(List.of(literal.get()));
        }
        return vertx.executeBlocking(() -> lookUp(host), false)
                .timeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(new Failure(
                                "unknown_host",
                                "environment: no address for " + host
                                        + ": check the name in the configuration, or the name service",
                                "environment")
                        .asException()));
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }
}
