package ranload.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Hands immutable records over within this process as they are, where JSON would be copied at every delivery. */
public final class RecordCodec implements MessageCodec<Object, Object> {
    private static final String NAME = "ranload-record";

    private RecordCodec() {}

    /** Lets records travel on a bus; harmless when they do already. */
    public static void register(EventBus bus) {
        try {
            bus.registerCodec(new RecordCodec());
        } catch (IllegalStateException registeredBefore) {
            // By another user of the same bus.
        }
    }

    /** Options for a message whose body is a record. */
    public static DeliveryOptions options() {
        return new DeliveryOptions().setCodecName(NAME);
    }

    @Override
    public Object transform(Object body) {
        return body;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object body) {
        throw new UnsupportedOperationException("buses are joined by links, not by a cluster");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("buses are joined by links, not by a cluster");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
