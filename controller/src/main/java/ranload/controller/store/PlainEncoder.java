package ranload.controller.store;

import io.vertx.core.json.JsonArray;
import io.vertx.jdbcclient.spi.JDBCColumnDescriptorProvider;
import io.vertx.jdbcclient.spi.JDBCEncoder;
import io.vertx.sqlclient.Tuple;

/**
 * Hands parameters to the driver as they are. The default one asks for the type of each parameter first, which SQLite
 * cannot know and answers with an exception every time. Named in the connect options, so public with a public
 * constructor. Thread-safe.
 */
public final class PlainEncoder implements JDBCEncoder {
    @Override
    public Object encode(JsonArray input, int position, JDBCColumnDescriptorProvider provider) {
        return input.getValue(position - 1);
    }

    @Override
    public Object encode(Tuple input, int position, JDBCColumnDescriptorProvider provider) {
        return input.getValue(position - 1);
    }
}
