package ranload.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import ranload.unit.BitRate;

/** The offered load of one direction over time: bits per second of UDP payload, or of octets written to TCP. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RateProfile.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = RateProfile.Unlimited.class, name = "unlimited")
})
public sealed interface RateProfile {
    /** An equal share of this profile among {@code parts} streams. */
    RateProfile share(int parts);

    /** The same rate from first to last. */
    record Constant(BitRate rate) implements RateProfile {
        @Override
        public RateProfile share(int parts) {
            return new Constant(rate.share(parts));
        }
    }

    /** As fast as the machine and the path take it. */
    record Unlimited() implements RateProfile {
        @Override
        public RateProfile share(int parts) {
            return this;
        }
    }
}
