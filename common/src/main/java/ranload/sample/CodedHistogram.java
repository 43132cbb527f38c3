package ranload.sample;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * A histogram of microseconds as text, for messages and the database: HdrHistogram's compressed form (V2) in base64.
 * Histograms of several streams are added up before percentiles are taken; percentiles cannot be.
 *
 * @param base64 some hundred characters as a rule, 32,000 at most
 */
public record CodedHistogram(@JsonValue String base64) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CodedHistogram {}

    /** The text form of a histogram; null when nothing was counted. */
    public static CodedHistogram of(AbstractHistogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        ByteBuffer coded = Base64.getEncoder().encode(buffer.flip().limit(length));
        return new CodedHistogram(StandardCharsets.US_ASCII.decode(coded).toString());
    }

    /**
     * The histogram that this stands for.
     *
     * @throws IllegalArgumentException when the text stands for none
     */
    public Histogram decoded() {
        try {
            ByteBuffer octets = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return Histogram.decodeFromCompressedByteBuffer(octets, 1);
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("not a histogram: " + e.getMessage(), e);
        }
    }
}
