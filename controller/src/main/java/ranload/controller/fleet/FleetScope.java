package ranload.controller.fleet;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.function.Consumer;
import ranload.time.NanoClock;

/**
 * What all agents of a fleet share.
 *
 * @param workers where launchers block
 * @param controllerId whose the agents' spools are
 * @param buildId what agents must be of
 * @param spoolDirectory where agents on this machine keep their spools; null for their default
 * @param events who hears what happens
 */
record FleetScope(
        Vertx vertx,
        WorkerExecutor workers,
        FleetTiming timing,
        NanoClock clock,
        String controllerId,
        String buildId,
        String spoolDirectory,
        Consumer<FleetEvent> events) {}
