package ranload.controller.bench.peer;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import ranload.controller.bench.host.Lane;

/** This program: one session between the two agents of a controller. Confined to one thread. */
public final class OwnTool implements Contestant {
    /** As the table names it. */
    public static final String NAME = "ranload";

    private final OwnController controller;
    private final Lane lane;

    public OwnTool(OwnController controller, Lane lane) {
        this.controller = controller;
        this.lane = lane;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takesPartIn(Load load) {
        return true;
    }

    /** Processor time is that of both agents from before the request until the session has ended. */
    @Override
    public Outcome run(Load load) throws InterruptedException {
        double near = controller.nearCpuSeconds();
        double far = controller.farCpuSeconds();
        long session = controller.create(form(load));
        controller.awaitEnd(session, load.seconds());
        double nearAfter = controller.nearCpuSeconds();
        double farAfter = controller.farCpuSeconds();
        // The far agent is started by the first session that needs it.
        double farBefore = Double.isNaN(far) ? 0 : far;
        return OwnRows.outcome(controller.rows(session), load.isTcp(), nearAfter - near, farAfter - farBefore);
    }

    /** The fields of {@code POST /session}. */
    Map<String, String> form(Load load) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("direction", "u");
        form.put("bandwidth", load.isPaced() ? String.format(Locale.ROOT, "%.6f", load.megabitsPerSecond()) : "max");
        form.put("duration", Integer.toString(load.seconds()));
        form.put("interface", lane.nearNic());
        form.put("environment", OwnController.ENVIRONMENT);
        form.put("datagram_size", Integer.toString(load.datagramOctets()));
        form.put("protocol", load.isTcp() ? "tcp" : "udp");
        switch (load.kind()) {
            case PLAIN_FLOOD, EVEN -> form.put("max_burst", "0");
            case ECONOMY -> {
                form.put("pacing", "economy");
                form.put("max_burst", "1000");
            }
            case FLOOD, TCP -> {}
        }
        return form;
    }
}
