package ranload.controller.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.jdbcclient.spi.JDBCColumnDescriptorProvider;
import io.vertx.jdbcclient.spi.JDBCDecoderImpl;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Takes values from the driver as they are: whole numbers, floating-point numbers, texts, octets. The default one asks
 * for name, type and declaration of the column first, for every value anew, which costs more than all the rest of a
 * query. Named in the connect options, so public with a public constructor. Thread-safe.
 */
public final class PlainDecoder extends JDBCDecoderImpl {
    @Override
    public Object parse(ResultSet results, int position, JDBCColumnDescriptorProvider provider) throws SQLException {
        Object value = results.getObject(position);
        return value instanceof byte[] octets ? Buffer.buffer(octets) : value;
    }
}
