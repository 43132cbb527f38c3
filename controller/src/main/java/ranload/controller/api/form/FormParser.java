package ranload.controller.api.form;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import ranload.controller.api.problem.FieldError;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;
import ranload.session.DirectionChoice;
import ranload.session.InvalidField;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionRequest;
import ranload.session.Transport;

/** Turns the fields of a form into a request, or says everything that is wrong with them. Pure. */
public final class FormParser {
    private static final Set<String> KNOWN = Set.of(
            "direction",
            "bandwidth",
            "duration",
            "interface",
            "environment",
            "datagram_size",
            "remote_port",
            "local_port",
            "tos",
            "protocol",
            "streams",
            "omit",
            "label",
            "max_burst",
            "pacing");

    /** The published interface writes the first and the second; both must go on working. */
    private static final Map<String, String> ALIASES =
            Map.of("enviornment", "environment", "datagram-size", "datagram_size");

    private static final String BANDWIDTH_CURE = "Mbit/s above 0, such as 10 or 2.5, or max";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
    private static final int MAX_NAME_LENGTH = 128;
    private static final int MAX_PORT = 65_535;

    private FormParser() {}

    /**
     * The request that these fields ask for.
     *
     * @throws ProblemException 400 that names every field at fault
     */
    public static SessionRequest parse(List<FormField> given) {
        FieldReader fields = new FieldReader(given, KNOWN, ALIASES);
        Optional<DirectionChoice> direction = fields.required("direction", "u, d or b")
                .flatMap(text -> fields.choice("direction", text, DirectionChoice::ofCode, "u, d or b"));
        Optional<RateProfile> bandwidth =
                fields.required("bandwidth", BANDWIDTH_CURE).flatMap(text -> bandwidth(fields, text));
        Optional<Integer> duration = fields.required("duration", "seconds")
                .flatMap(text -> fields.integer("duration", text, 1, SessionRequest.MAX_DURATION_SECONDS));
        Optional<String> nic = name(fields, "interface", "a NIC name, a local IP or ip%nic");
        Optional<String> environment = name(fields, "environment", "the name of a configured environment");
        int streams = fields.integer("streams", 1, SessionRequest.MAX_STREAMS).orElse(1);
        Optional<Integer> remotePort = fields.integer("remote_port", 1, MAX_PORT);
        Optional<Integer> localPort = fields.integer("local_port", 1, MAX_PORT);
        int datagramOctets = fields.integer(
                        "datagram_size", SessionRequest.MIN_DATAGRAM_OCTETS, SessionRequest.MAX_DATAGRAM_OCTETS)
                .orElse(SessionRequest.DEFAULT_DATAGRAM_OCTETS);
        int tos = fields.integer("tos", 0, 255).orElse(0);
        int omit = fields.integer("omit", 0, SessionRequest.MAX_OMIT_SECONDS).orElse(0);
        Transport protocol =
                fields.choice("protocol", Transport::ofCode, "udp or tcp").orElse(Transport.UDP);
        int maxBurst = fields.integer("max_burst", 0, SessionRequest.LARGEST_MAX_BURST_MICROS)
                .orElse(SessionRequest.DEFAULT_MAX_BURST_MICROS);
        Pacing pacing = fields.choice("pacing", Pacing::ofCode, "economy, balanced or precise")
                .orElse(Pacing.BALANCED);
        String label = fields.text("label").orElse("");
        printable(fields, "label", label, SessionRequest.MAX_LABEL_LENGTH);
        fields.throwIfWrong();
        try {
            return new SessionRequest(
                    direction.orElseThrow(),
                    bandwidth.orElseThrow(),
                    duration.orElseThrow(),
                    nic.orElseThrow(),
                    environment.orElseThrow(),
                    datagramOctets,
                    remotePort.orElse(null),
                    localPort.orElse(null),
                    tos,
                    protocol,
                    streams,
                    omit,
                    label,
                    maxBurst,
                    pacing);
        } catch (InvalidField e) {
            throw Problem.ofFields(List.of(new FieldError(e.field(), e.cure()))).asException();
        }
    }

    private static Optional<RateProfile> bandwidth(FieldReader fields, String text) {
        try {
            return Optional.of(RateProfile.parse(text));
        } catch (InvalidField e) {
            return fields.reject(e.field(), e.cure());
        }
    }

    private static Optional<String> name(FieldReader fields, String field, String cure) {
        Optional<String> text = fields.required(field, cure);
        text.ifPresent(name -> printable(fields, field, name, MAX_NAME_LENGTH));
        return text;
    }

    private static void printable(FieldReader fields, String field, String text, int maxLength) {
        if (text.length() > maxLength) {
            fields.reject(field, "must be at most " + maxLength + " characters, got " + text.length());
        } else if (CONTROL.matcher(text).find()) {
            fields.reject(field, "must hold no control characters");
        }
    }
}
